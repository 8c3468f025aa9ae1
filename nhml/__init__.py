"""Calibrated, explained risk models for neuro-hormonal medicine.

Decision support, never a diagnosis. The names below are loaded on first use, so
that ``import nhml`` is quick.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "RiskModel": "nhml.modelling.risk_model",
    "Cohort": "nhml.cohorts.cohort",
    "Evaluation": "nhml.modelling.evaluation",
    "Experiment": "nhml.config.parts",
    "NhmlError": "nhml.errors",
    "alerts": "nhml.safety.alerts",
    "axes": "nhml.safety.axes",
    "diagnose": "nhml.workflows.diagnose",
    "evaluate": "nhml.workflows.evaluate",
    "follow": "nhml.workflows.follow",
    "gather": "nhml.cohorts.cohort",
    "picture": "nhml.reporting.picture",
    "load": "nhml.tracking.models",
    "card": "nhml.reporting.card",
    "read_config": "nhml.config.reading",
    "read_panels": "nhml.panels.files",
    "monitor": "nhml.workflows.monitor",
    "phenotypes": "nhml.safety.phenotypes",
    "report": "nhml.reporting.reading",
    "retract": "nhml.workflows.retract",
    "rhythm": "nhml.features.rhythm_frame",
    "to_shap": "nhml.modelling.explanation",
    "train": "nhml.workflows.train",
}
_CALLED = {"read_config": "read", "read_panels": "read"}

__all__ = [
    "Cohort",
    "Evaluation",
    "Experiment",
    "NhmlError",
    "RiskModel",
    "alerts",
    "axes",
    "card",
    "diagnose",
    "evaluate",
    "follow",
    "gather",
    "load",
    "monitor",
    "phenotypes",
    "picture",
    "read_config",
    "read_panels",
    "report",
    "retract",
    "rhythm",
    "to_shap",
    "train",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("nhml")
    if name not in _HOME:
        raise AttributeError(f"nhml has no {name!r}; there is {', '.join(__all__)}")
    return getattr(import_module(_HOME[name]), _CALLED.get(name, name))


def __dir__() -> list[str]:
    return __all__
