"""Find a model by what a user calls it."""

from pathlib import Path

from nhml.modelling import bundle
from nhml.modelling.risk_model import RiskModel
from nhml.tracking import retractions


def load(model: str, *, trusted: Path | str | None = None, retracted: bool = False) -> RiskModel:
    """Load a model from a folder, ``runs:/…`` or ``models:/name@alias``.

    Parameters
    ----------
    model : str
        A bundle's folder, the folder of a training, or an address in MLflow.
    trusted : path, optional
        A public key: the model must have been signed by its holder.
    retracted : bool
        Whether to load it although it was retracted, to look into what went wrong.

    Raises
    ------
    ModelNotFound, ModelError, ModelMismatch
        As `nhml.modelling.bundle.load`; a ModelError with the reason if it was retracted.
    """
    if model.startswith(("runs:/", "models:/")):
        from nhml.tracking import registry, runs

        told = None if retracted else registry.retraction(model)
        if told is not None:
            raise told.refusal(model)
        with runs.fetched(model) as folder:
            return bundle.load(folder, trusted=trusted)
    folder = folder_of(model)
    told = None if retracted else retractions.of_folder(folder)
    if told is not None:
        raise told.refusal(model)
    return bundle.load(folder, trusted=trusted)


def folder_of(model: str) -> Path:
    """Give the folder of a bundle: the one named, or ``model`` in that of a training."""
    inside = Path(model) / "model"
    return inside if inside.is_dir() else Path(model)
