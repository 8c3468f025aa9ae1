"""Read one experiment from one TOML file, and check it.

An unknown key is a mistake; all mistakes of a file are told at once, with their place.
"""

import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from nhml import overrides as settings
from nhml.config.parts import Experiment, one_outcome
from nhml.errors import ConfigError, listing
from nhml.overrides import inner
from nhml.panels import strict_toml

_LARGEST = 1_000_000  # bytes; no experiment is so long


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
        raise ConfigError(listing(f"{path} cannot be used", _mistakes(error, content))) from None
    typed = settings.keys(texts)
    for key in ("source", "mapping"):
        folder = Path() if f"cohort.{key}" in typed else path.parent
        experiment = _seen_from(folder, experiment, key)
    return experiment


def _content(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ConfigError(f"{path}: is longer than {_LARGEST:,} bytes; wanted one experiment")
        return strict_toml.loads(content)
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; the shipped ones lie in configs/") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: cannot be read ({type(error).__name__})") from None


def _mistakes(error: ValidationError, content: Mapping[str, Any]) -> list[str]:
    """List what is wrong; which outcome is learnt is no matter of one key."""
    found = [
        f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"
        f"{_meant(one['type'], one['loc'])}"
        for one in error.errors(include_input=False, include_url=False)
        if one["loc"]
    ]
    cohort = content.get("cohort")
    named = cohort.get("outcome") if isinstance(cohort, dict) else None
    wrong = one_outcome(named, content.get("outcome"))
    return [*found, *([wrong] if wrong else [])]


def _meant(kind: str, place: Sequence[int | str]) -> str:
    """Ask for the key that an unknown one is like."""
    if kind != "extra_forbidden":
        return ""
    part: Any = Experiment
    for name in place[:-1]:
        part = inner(part.model_fields[name].annotation)
    known = part.model_fields
    return "".join(f"; did you mean {one}?" for one in get_close_matches(str(place[-1]), known, 1))


def _seen_from(folder: Path, experiment: Experiment, key: str) -> Experiment:
    """Read what a key of the cohort names, if it is a file, from a folder."""
    file = getattr(experiment.cohort, key)
    if "." not in Path(file).name:
        return experiment
    cohort = experiment.cohort.model_copy(update={key: str((folder / file).resolve())})
    return experiment.model_copy(update={"cohort": cohort})
