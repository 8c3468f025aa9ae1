"""Find a model by what a user calls it."""

from pathlib import Path

from nhml.modelling import bundle
from nhml.modelling.risk_model import RiskModel


def load(model: str, *, trusted: Path | str | None = None) -> RiskModel:
    """Load a model from a folder, ``runs:/…`` or ``models:/name@alias``.

    Parameters
    ----------
    model : str
        A bundle's folder, the folder of a training, or an address in MLflow.
    trusted : path, optional
        A public key: the model must have been signed by its holder.

    Raises
    ------
    ModelNotFound, ModelError, ModelMismatch
        As `nhml.modelling.bundle.load`.
    """
    if model.startswith(("runs:/", "models:/")):
        from nhml.tracking import runs

        with runs.fetched(model) as folder:
            return bundle.load(folder, trusted=trusted)
    inside = Path(model) / "model"
    return bundle.load(inside if inside.is_dir() else model, trusted=trusted)
