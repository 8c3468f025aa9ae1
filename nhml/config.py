"""One experiment, read from one TOML file and checked.

Every key has its default and meaning here; an unknown key is a mistake; all
mistakes of a file are told at once, with their place.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nhml.errors import ConfigError, listing

Reasons = dict[str, Annotated[str, Field(min_length=1)]]
Share = Annotated[float, Field(gt=0.0, le=1.0)]
Threshold = Annotated[float, Field(gt=0.0, lt=1.0)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class CohortPart(_Part):
    """Who is learnt from.

    Attributes
    ----------
    source : str
        ``nhanes``, or a panel file seen from the config's folder.
    cycles : list of str
        NHANES cycles, such as ``"2013-2014"``.
    outcome : str
        Key of ``outcomes.csv``.
    """

    source: str
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
    folds: Annotated[int, Field(ge=2, le=20)] = 5


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
    refits: Annotated[int, Field(ge=0, le=200)] = 20


class TunePart(_Part):
    """How long settings are searched.

    Attributes
    ----------
    trials : int
        Settings tried for each part of the estimator; 0 takes the presets.
    """

    trials: Annotated[int, Field(ge=0, le=1000)] = 40


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
    resamples: Annotated[int, Field(ge=20, le=10_000)] = 300


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
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
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


def read(path: Path | str, overrides: Sequence[str] = ()) -> Experiment:
    """Read and check a config file.

    Parameters
    ----------
    path : path
        TOML.
    overrides : sequence of str
        ``key=value`` each, such as ``model.estimator=logistic``; lists by commas.

    Raises
    ------
    ConfigError
        Naming file and key of every mistake.
    """
    path = Path(path)
    content = _content(path)
    mistakes = [wrong for one in overrides if (wrong := _override(content, one))]
    if mistakes:
        raise ConfigError(listing(f"{path} with --set cannot be used", mistakes))
    try:
        experiment = Experiment.model_validate(content)
    except ValidationError as error:
        raise ConfigError(listing(f"{path} cannot be used", _mistakes(error))) from None
    return _seen_from(path, experiment)


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; the shipped ones lie in configs/") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({type(error).__name__})") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from None


def _mistakes(error: ValidationError) -> list[str]:
    return [
        f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
        for one in error.errors(include_input=False, include_url=False)
    ]


def _override(content: dict[str, Any], text: str) -> str:
    """Put one ``key=value`` into place; give the mistake, if it is one."""
    key, sign, value = text.partition("=")
    *above, last = key.strip().split(".")
    if not sign or not last:
        return f"--set {text}: wanted key=value, such as model.estimator=logistic"
    table: Any = content
    for part in above:
        table = table.setdefault(part, {})
        if not isinstance(table, dict):
            return f"--set {text}: {part} is not a table"
    table[last] = _value(value.strip(), listed=_is_list((*above, last)))
    return ""


def _is_list(path: Sequence[str]) -> bool:
    part: Any = Experiment
    for name in path:
        field = getattr(part, "model_fields", {}).get(name)
        if field is None:
            return False
        part = field.annotation
    return str(part).startswith("tuple")


def _value(text: str, *, listed: bool) -> Any:
    if listed:
        return [_scalar(piece.strip()) for piece in text.strip("[]").split(",") if piece.strip()]
    return _scalar(text)


def _scalar(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _seen_from(path: Path, experiment: Experiment) -> Experiment:
    """Read a source that is a file from the folder of the config."""
    source = experiment.cohort.source
    if "." not in Path(source).name:
        return experiment
    cohort = experiment.cohort.model_copy(update={"source": str((path.parent / source).resolve())})
    return experiment.model_copy(update={"cohort": cohort})


def sections() -> Mapping[str, type[_Part]]:
    """List the parts of a config file by name, for its reference page."""
    parts = {name: field.annotation for name, field in Experiment.model_fields.items()}
    return {
        name: part
        for name, part in parts.items()
        if isinstance(part, type) and issubclass(part, _Part)
    }
