"""The parts of an experiment: every key with its default and meaning."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from nhml.config.declared import CardPart
from nhml.config.kinds import Part, Place, Reasons, Share, Threshold
from nhml.config.monitoring import MonitorPart
from nhml.config.own import OutcomePart
from nhml.overrides import inner


class CohortPart(Part):
    """Who is learnt from.

    Attributes
    ----------
    source : str
        ``nhanes``, ``nhanes-2017-2018``, ``uci-thyroid``, ``synthetic`` (people simulated
        in the run), or a panel file: seen from the config's folder, or from the working
        folder where ``--set`` names it.
    cycles : list of str
        NHANES cycles, such as ``"2013-2014"``.
    outcome : str
        Key of ``outcomes.csv``; empty where ``[outcome]`` says what is to be learnt.
    mapping : str
        What a stranger's file calls things: a file of ``nhml map``, seen as the source is.
    rows : int
        Of ``synthetic``: how many people.
    seed : int
        Of ``synthetic``: which people.
    """

    source: Place
    cycles: tuple[str, ...] = ()
    outcome: str = ""
    mapping: Place = ""
    rows: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 4000
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] = 0


class FeaturesPart(Part):
    """What may predict.

    Attributes
    ----------
    groups : list of str
        ``person``, axes of the analytes, ``exposure``, ``symptoms``.
    include : list of str
        Further features by name: analytes, symptoms, context, indices, totals, what is learnt.
    leakage : {"error", "drop"}
        Whether a feature that leaks the outcome stops the run or is left out.
    pathway : table of str
        Analytes tied to the outcome by physiology, let in by name and reason.
    golden : table of str
        Features that may tell the outcome alone, by name and reason.
    """

    groups: tuple[str, ...] = ("person",)
    include: tuple[str, ...] = ()
    leakage: Literal["error", "drop"] = "error"
    pathway: Reasons = {}  # noqa: RUF012 - pydantic copies it
    golden: Reasons = {}  # noqa: RUF012 - pydantic copies it


class SplitPart(Part):
    """How people are held out.

    Attributes
    ----------
    by : {"person", "site", "time"}
        All panels of a person lie in one fold. Or whole sites are left out in turn; or the
        later half of the draws is held out step by step, and learnt from what was drawn
        before: whoever is held out trains nothing then, at no site and at no time.
    folds : int
        Outer folds, each of which repeats the whole training; as many as there are sites
        at most.
    """

    by: Literal["person", "site", "time"] = "person"
    folds: Annotated[int, Field(strict=True, ge=2, le=20)] = 5


class ModelPart(Part):
    """How risk is learnt.

    Attributes
    ----------
    estimator : {"xgboost", "logistic", "blend"}
        Boosted trees, penalised regression on splines, or the mean of their log-odds.
    refits : int
        Bootstrap refits behind the stability interval; 0 leaves it out. Fewer than 50 give
        its fast kind alone.
    """

    estimator: Literal["xgboost", "logistic", "blend"] = "xgboost"
    refits: Annotated[int, Field(strict=True, ge=0, le=300)] = 200


class TunePart(Part):
    """How long settings are searched.

    Attributes
    ----------
    trials : int
        Settings tried for each part of the estimator; 0 takes the presets.
    """

    trials: Annotated[int, Field(strict=True, ge=0, le=1000)] = 40


class AbstainPart(Part):
    """When the model should not speak.

    Attributes
    ----------
    required : list of str
        Columns without which it says nothing.
    max_missing : float
        Largest share of the columns it reads that may be missing.
    beyond_training : {"mark", "abstain"}
        Whether a value beyond what was seen in training marks the risk, or silences it.
    outlying : {"mark", "abstain"}
        Whether a panel that lies further out than ``largest_distance``, all its values
        taken together, is marked as well, or is told no risk.
    largest_distance : float
        In units of the distance that one in two hundred held-out people of the training
        exceed; from 1 on a risk is marked.
    """

    required: tuple[str, ...] = ("age",)
    max_missing: Share = 0.6
    beyond_training: Literal["mark", "abstain"] = "mark"
    outlying: Literal["mark", "abstain"] = "abstain"
    largest_distance: Annotated[float, Field(strict=True, ge=1.0, le=100.0)] = 2.0


class EvaluatePart(Part):
    """What is measured.

    Attributes
    ----------
    thresholds : list of float
        Risks at which net benefit, sensitivity, specificity and predictive values are given.
    subgroups : list of str
        Columns by which people are told apart; ``age_band`` is made from age.
    resamples : int
        Bootstrap resamples behind every interval.
    optimism : int
        Bootstrap refits of Harrell's optimism correction, with the settings fixed to those
        chosen on everybody; 0 leaves it out. Of ``nhml train`` alone.
    """

    thresholds: tuple[Threshold, ...] = (0.1, 0.2, 0.3)
    subgroups: tuple[str, ...] = ("sex", "age_band")
    resamples: Annotated[int, Field(strict=True, ge=20, le=10_000)] = 300
    optimism: Annotated[int, Field(strict=True, ge=0, le=2_000)] = 0


class TrackPart(Part):
    """Where the run is kept.

    Attributes
    ----------
    experiment : str
        MLflow experiment; the config's name where empty.
    """

    experiment: str = ""


class Experiment(Part):
    """The checked content of one config file.

    Attributes
    ----------
    name : str
        Lower-case words joined by hyphens: the registered model.
    seed : int
        Of folds, tuning, boosting and bootstrap.
    task : {"risk"}
    cohort, outcome, features, split, model, tune, abstain, evaluate, card, track, monitor
        Parts, each with its own defaults.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] = 1
    task: Literal["risk"] = "risk"
    cohort: CohortPart
    outcome: OutcomePart | None = None
    features: FeaturesPart = FeaturesPart()
    split: SplitPart = SplitPart()
    model: ModelPart = ModelPart()
    tune: TunePart = TunePart()
    abstain: AbstainPart = AbstainPart()
    evaluate: EvaluatePart = EvaluatePart()
    card: CardPart = CardPart()
    track: TrackPart = TrackPart()
    monitor: MonitorPart = MonitorPart()

    @model_validator(mode="after")
    def _one_outcome(self) -> Self:
        if wrong := one_outcome(self.cohort.outcome, self.outcome):
            raise ValueError(wrong)
        return self

    def fingerprint(self) -> str:
        """Give the SHA-256 of what decides the model.

        That is all but where files lie, where runs are kept, and what is said and watched of
        the model afterwards.
        """
        content = self.model_dump(mode="json", exclude={"track", "monitor", "card"})
        for key in ("source", "mapping"):
            content["cohort"][key] = Path(content["cohort"][key]).name
        text = json.dumps(content, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def learning(self) -> dict[str, Any]:
        """Give what `nhml.modelling.risk_model.RiskModel.fit` is called with."""
        return {
            "name": self.name,
            **self.features.model_dump(),
            **self.model.model_dump(),
            **self.tune.model_dump(),
            **self.abstain.model_dump(),
            "seed": self.seed,
        }


def one_outcome(named: object, own_part: object) -> str:
    """Say what is wrong where not exactly one outcome is given; empty where one is."""
    if bool(named) != bool(own_part):
        return ""
    found = "both" if named else "neither"
    return f"cohort.outcome: wanted a key of outcomes.csv, or your own in [outcome]; found {found}"


def sections() -> Mapping[str, type[Part]]:
    """List the parts of a config file by name, for its reference page."""
    parts = {name: inner(field.annotation) for name, field in Experiment.model_fields.items()}
    return {
        name: part
        for name, part in parts.items()
        if isinstance(part, type) and issubclass(part, Part)
    }
