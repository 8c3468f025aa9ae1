"""One experiment, read from one TOML file and checked.

Every key has its default and meaning here; an unknown key is a mistake; all
mistakes of a file are told at once, with their place.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nhml import overrides as settings
from nhml.errors import ConfigError, listing

_LARGEST = 1_000_000  # bytes; no experiment is so long

Reasons = dict[str, Annotated[str, Field(min_length=1)]]
Share = Annotated[float, Field(gt=0.0, le=1.0, strict=True)]
Threshold = Annotated[float, Field(gt=0.0, lt=1.0, strict=True)]
Place = Annotated[str, Field(pattern=r"^[^\x00-\x1f]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class CohortPart(_Part):
    """Who is learnt from.

    Attributes
    ----------
    source : str
        ``nhanes``, ``nhanes-2017-2018``, or a panel file: seen from the config's folder, or
        from the working folder where ``--set`` names it.
    cycles : list of str
        NHANES cycles, such as ``"2013-2014"``.
    outcome : str
        Key of ``outcomes.csv``.
    """

    source: Place
    cycles: tuple[str, ...] = ()
    outcome: str


class FeaturesPart(_Part):
    """What may predict.

    Attributes
    ----------
    groups : list of str
        ``person``, axes of the analytes, ``exposure``, ``symptoms``.
    include : list of str
        Further analytes, symptoms or context columns by key.
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
    pathway: Reasons = {}
    golden: Reasons = {}


class SplitPart(_Part):
    """How people are held out.

    Attributes
    ----------
    by : {"person"}
        All panels of a person lie in one fold.
    folds : int
        Outer folds, each of which repeats the whole training.
    """

    by: Literal["person"] = "person"
    folds: Annotated[int, Field(strict=True, ge=2, le=20)] = 5


class ModelPart(_Part):
    """How risk is learnt.

    Attributes
    ----------
    estimator : {"xgboost", "logistic", "blend"}
        Boosted trees, penalised regression on splines, or the mean of their log-odds.
    refits : int
        Bootstrap refits behind the stability interval; 0 leaves it out.
    """

    estimator: Literal["xgboost", "logistic", "blend"] = "xgboost"
    refits: Annotated[int, Field(strict=True, ge=0, le=200)] = 20


class TunePart(_Part):
    """How long settings are searched.

    Attributes
    ----------
    trials : int
        Settings tried for each part of the estimator; 0 takes the presets.
    """

    trials: Annotated[int, Field(strict=True, ge=0, le=1000)] = 40


class AbstainPart(_Part):
    """When the model should not speak.

    Attributes
    ----------
    required : list of str
        Columns without which it says nothing.
    max_missing : float
        Largest share of the columns it reads that may be missing.
    """

    required: tuple[str, ...] = ("age",)
    max_missing: Share = 0.6


class EvaluatePart(_Part):
    """What is measured.

    Attributes
    ----------
    thresholds : list of float
        Risks at which net benefit is given.
    subgroups : list of str
        Columns by which people are told apart; ``age_band`` is made from age.
    resamples : int
        Bootstrap resamples behind every interval.
    """

    thresholds: tuple[Threshold, ...] = (0.1, 0.2, 0.3)
    subgroups: tuple[str, ...] = ("sex", "age_band")
    resamples: Annotated[int, Field(strict=True, ge=20, le=10_000)] = 300


class TrackPart(_Part):
    """Where the run is kept.

    Attributes
    ----------
    experiment : str
        MLflow experiment; the config's name where empty.
    """

    experiment: str = ""


class Experiment(_Part):
    """The checked content of one config file.

    Attributes
    ----------
    name : str
        Lower-case words joined by hyphens: the registered model.
    seed : int
        Of folds, tuning, boosting and bootstrap.
    task : {"risk"}
    cohort, features, split, model, tune, abstain, evaluate, track
        Parts, each with its own defaults.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] = 1
    task: Literal["risk"] = "risk"
    cohort: CohortPart
    features: FeaturesPart = FeaturesPart()
    split: SplitPart = SplitPart()
    model: ModelPart = ModelPart()
    tune: TunePart = TunePart()
    abstain: AbstainPart = AbstainPart()
    evaluate: EvaluatePart = EvaluatePart()
    track: TrackPart = TrackPart()

    def fingerprint(self) -> str:
        """Give the SHA-256 of what decides the model: all but where files lie and runs are kept."""
        content = self.model_dump(mode="json", exclude={"track"})
        content["cohort"]["source"] = Path(self.cohort.source).name
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


def read(path: Path | str, overrides: Sequence[str] | str = ()) -> Experiment:
    """Read and check a config file.

    Parameters
    ----------
    path : path
        TOML.
    overrides : str or sequence of str
        ``key=value`` each, such as ``model.estimator=logistic``; lists by commas.

    Raises
    ------
    ConfigError
        Naming file and key of every mistake.
    """
    path = Path(path)
    texts = [overrides] if isinstance(overrides, str) else list(overrides)
    content = _content(path)
    mistakes = settings.apply(content, texts, Experiment)
    if mistakes:
        raise ConfigError(listing(f"{path} with --set cannot be used", mistakes))
    try:
        experiment = Experiment.model_validate(content)
    except ValidationError as error:
        raise ConfigError(listing(f"{path} cannot be used", _mistakes(error))) from None
    own = "cohort.source" not in settings.keys(texts)
    return _seen_from(path.parent if own else Path(), experiment)


def _content(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ConfigError(f"{path}: is longer than {_LARGEST:,} bytes; wanted one experiment")
        return tomllib.loads(content.decode("utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; the shipped ones lie in configs/") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: cannot be read ({type(error).__name__})") from None


def _mistakes(error: ValidationError) -> list[str]:
    return [
        f"{'.'.join(map(str, one['loc']))}: {one['msg']}{_meant(one['type'], one['loc'])}"
        for one in error.errors(include_input=False, include_url=False)
    ]


def _meant(kind: str, place: Sequence[int | str]) -> str:
    """Ask for the key that an unknown one is like."""
    if kind != "extra_forbidden":
        return ""
    part: Any = Experiment
    for name in place[:-1]:
        part = part.model_fields[name].annotation
    known = part.model_fields
    return "".join(f"; did you mean {one}?" for one in get_close_matches(str(place[-1]), known, 1))


def _seen_from(folder: Path, experiment: Experiment) -> Experiment:
    """Read a source that is a file from a folder."""
    source = experiment.cohort.source
    if "." not in Path(source).name:
        return experiment
    cohort = experiment.cohort.model_copy(update={"source": str((folder / source).resolve())})
    return experiment.model_copy(update={"cohort": cohort})


def sections() -> Mapping[str, type[_Part]]:
    """List the parts of a config file by name, for its reference page."""
    parts = {name: field.annotation for name, field in Experiment.model_fields.items()}
    return {
        name: part
        for name, part in parts.items()
        if isinstance(part, type) and issubclass(part, _Part)
    }
