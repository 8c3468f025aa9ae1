"""The MLflow model: nothing but a wrapper around the bundle beside it."""

from typing import Any

import mlflow.pyfunc
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, Schema

from nhml.modelling import bundle
from nhml.modelling.risk_model import COLUMNS
from nhml.panels.frame import columns

_NUMBERS = ("number", "flag", "item")
_SHOWN_AS_NUMBER = ("risk", "risk_low", "risk_high")


class BundleModel(mlflow.pyfunc.PythonModel):  # type: ignore[misc]
    """Panel frame in, score frame out; every door scores by the same method."""

    def load_context(self, context: Any) -> None:
        """Read the bundle with nhml's own loader."""
        self.model = bundle.load(context.artifacts["bundle"])

    # MLflow takes annotations here for a schema; the schema is `signature`
    def predict(self, context, model_input, params=None):  # type: ignore[no-untyped-def]
        """Score a panel frame; see `nhml.modelling.risk_model.RiskModel.score`."""
        return self.model.score(model_input)


def signature() -> ModelSignature:
    """Give the panel frame as input and the score frame as output; no column is demanded."""
    asked = [
        ColSpec(DataType.double if one.kind in _NUMBERS else DataType.string, one.name, False)
        for one in columns()
    ]
    given = [
        ColSpec(DataType.double if name in _SHOWN_AS_NUMBER else DataType.string, name)
        for name in COLUMNS
    ]
    return ModelSignature(inputs=Schema(asked), outputs=Schema(given))
