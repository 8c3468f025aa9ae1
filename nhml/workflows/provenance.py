"""What a model was made from: data, config, libraries, lock."""

import hashlib
import platform
import subprocess
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nhml.cohorts.cohort import Cohort
from nhml.config.parts import Experiment

_DECIDE = ("numpy", "pandas", "scikit-learn", "scipy", "xgboost")
_CHANGED = ("status", "--porcelain", "--untracked-files=no")  # what a run leaves is no change
_HOUSE = Path(__file__).parents[2]


def of(experiment: Experiment, cohort: Cohort) -> dict[str, Any]:
    """Give what decides the model's bytes; no clock, host or path.

    Parameters
    ----------
    experiment : Experiment
    cohort : Cohort
    """
    lock = _HOUSE / "requirements.lock"
    return {
        "config": experiment.fingerprint(),
        "data": cohort.fingerprint(),
        "lock": hashlib.sha256(lock.read_bytes()).hexdigest() if lock.is_file() else None,
        "python": ".".join(platform.python_version_tuple()[:2]),
        "libraries": {name: version(name) for name in _DECIDE},
    }


def told(experiment: Experiment, subgroups: Iterable[str]) -> dict[str, Any]:
    """Give what the model itself carries: how it was judged, and what its makers declare.

    Parameters
    ----------
    experiment : Experiment
    subgroups : iterable of str
        The columns by which people were told apart.
    """
    part = experiment.evaluate
    judged = {
        "by": experiment.split.by,
        "folds": experiment.split.folds,
        "resamples": part.resamples,
        "thresholds": list(part.thresholds),
        "subgroups": list(subgroups),
    }
    return {"judged": judged, "declared": experiment.card.declared()}


def git() -> str:
    """Give the commit that nhml runs from, and whether it was changed since; else empty."""
    if not (_HOUSE / ".git").exists():
        return ""
    commit, changed = _git("rev-parse", "HEAD"), _git(*_CHANGED)
    return f"{commit}{' with changes' if changed else ''}" if commit else ""


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(_HOUSE), *arguments],
            capture_output=True, text=True, timeout=10, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
