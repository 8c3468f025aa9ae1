"""The MLflow model: nothing but a wrapper around the bundle beside it."""

from typing import Any

import mlflow.pyfunc
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, ParamSchema, ParamSpec, Schema
from mlflow.types.schema import AnyType

from nhml.modelling import bundle
from nhml.modelling.shown import COLUMNS
from nhml.panels.frame import columns

_SHOWN_AS_NUMBER = ("risk", "risk_low", "risk_high")


class BundleModel(mlflow.pyfunc.PythonModel):  # type: ignore[misc]
    """Panel frame in, score frame out; every door scores by the same method."""

    def load_context(self, context: Any) -> None:
        """Read the bundle with nhml's own loader."""
        self.model = bundle.load(context.artifacts["bundle"])

    def predict(
        self, context: Any, model_input: pd.DataFrame, params: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        """Score a panel frame; see `nhml.modelling.risk_model.RiskModel.score`.

        ``params`` may hold ``interval``: ``fast`` or ``refits``.
        """
        return self.model.score(model_input, **(params or {}))


def signature() -> ModelSignature:
    """Give the panel frame as input and the score frame as output; no column is demanded.

    Cells may be of any type: an age of 52, a flag of True and a value of "<0.01" are read by
    nhml, as at every door, and not refused by MLflow before.
    """
    asked = [ColSpec(AnyType(), one.name, required=False) for one in columns()]
    given = [
        ColSpec(DataType.double if name in _SHOWN_AS_NUMBER else DataType.string, name)
        for name in COLUMNS
    ]
    kind = ParamSchema([ParamSpec("interval", DataType.string, "fast")])
    return ModelSignature(inputs=Schema(asked), outputs=Schema(given), params=kind)
