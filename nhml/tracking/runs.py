"""Runs and registered models in MLflow; never a patient row among them."""

import io
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from sqlalchemy.exc import SQLAlchemyError

from nhml.errors import ModelError, ModelNotFound
from nhml.modelling.evaluation import Evaluation
from nhml.tracking.pyfunc import signature

CANDIDATE = "candidate"
_STORE = "sqlite:///mlflow.db"
_WAY_OUT = "set MLFLOW_TRACKING_URI to a store that answers, or unset it for a file in this folder"
_BUNDLE = "artifacts/model"  # where MLflow puts the folder of `artifacts={"bundle": …/model}`


class Kept(NamedTuple):
    """Where a run and its model are kept."""

    run_id: str
    name: str
    version: str
    store: str

    @property
    def uri(self) -> str:
        """Give the model as ``models:/name@candidate``."""
        return f"models:/{self.name}@{CANDIDATE}"


def store() -> str:
    """Give the address of the store: ``MLFLOW_TRACKING_URI``, or a file in this folder."""
    return os.environ.get("MLFLOW_TRACKING_URI") or _STORE


def reach() -> None:
    """See that the store answers, before any work is done for it.

    Raises
    ------
    ModelError
        If it does not, naming it and the way out.
    """
    if wrong := _file_mistake(store()):
        raise ModelError(f"{store()}: {wrong}; {_WAY_OUT}")
    with quiet(), answering(), _impatient():
        MlflowClient(store()).search_experiments(max_results=1)


def _file_mistake(address: str) -> str:
    """Say why a SQLite file cannot be written, which MLflow would try for a minute."""
    place = address.removeprefix("sqlite:///")
    if place == address or not place or place.startswith(":memory:"):
        return ""
    path = Path(place.partition("?")[0])
    if not path.absolute().parent.is_dir():
        return "its folder does not exist"
    if path.is_dir() or not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
        return "cannot be written"
    return ""


@contextmanager
def _impatient() -> Iterator[None]:
    """Ask a server once, for five seconds, unless the user said otherwise."""
    brief = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1", "MLFLOW_HTTP_REQUEST_TIMEOUT": "5"}
    added = {name: value for name, value in brief.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


@contextmanager
def answering() -> Iterator[None]:
    """Turn what MLflow and its database raise into one error that names the store."""
    try:
        yield
    except (MlflowException, OSError, SQLAlchemyError) as error:
        raise ModelError(
            f"{store()}: cannot be used ({type(error).__name__}); {_WAY_OUT}"
        ) from None


def keep(
    experiment: str,
    name: str,
    folder: Path,
    *,
    config: Mapping[str, Any],
    facts: Mapping[str, Any],
    evaluation: Evaluation,
    figures: Mapping[str, str],
    pages: Mapping[str, str] | None = None,
    words: str = "",
) -> Kept:
    """Keep one training as a run, register its bundle and call it the candidate.

    Parameters
    ----------
    experiment : str
        MLflow experiment.
    name : str
        Registered model.
    folder : path
        The bundle.
    config, facts : mapping
        Plain settings and provenance.
    evaluation : Evaluation
        Its figures become metrics, with their intervals.
    figures : mapping of str to str
        SVG by name.
    pages : mapping of str to str, optional
        Further texts, by the name of their file.
    words : str
        What the registry says of this version.

    Raises
    ------
    ModelError
        If the store fails.
    """
    with quiet(), answering():
        mlflow.set_tracking_uri(store())
        mlflow.set_experiment(experiment)
        with mlflow.start_run(run_name=name) as run:
            mlflow.log_params(dict(_flat(config)))
            mlflow.set_tags({f"nhml.{key}": value for key, value in _flat(facts)})
            mlflow.log_metrics(dict(_metrics(evaluation)))
            mlflow.log_text(evaluation.to_json(), "evaluation.json")
            for title, svg in figures.items():
                mlflow.log_text(svg, f"figures/{title}.svg")
            for file, text in (pages or {}).items():
                mlflow.log_text(text, file)
            registered = _register(name, folder, words)
    return Kept(run.info.run_id, name, registered, store())


def _register(name: str, folder: Path, words: str) -> str:
    logged = mlflow.pyfunc.log_model(
        name="model",
        python_model=str(Path(__file__).with_name("model_code.py")),
        artifacts={"bundle": str(folder)},
        pip_requirements=[f"nhml=={version('nhml')}"],
        signature=signature(),
        registered_model_name=name,
    )
    number = str(logged.registered_model_version)
    client = MlflowClient()
    client.update_model_version(name, number, description=words)
    client.set_registered_model_alias(name, CANDIDATE, number)
    return number


def _flat(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _metrics(evaluation: Evaluation) -> Iterator[tuple[str, float]]:
    """Give the plain figures of everybody with their intervals.

    Those of subgroups and those weighted for a survey stand in ``evaluation.json``: three
    thousand metrics are none.
    """
    for row in evaluation.rows:
        if row.group == "all" and not row.metric.startswith("weighted_"):
            values = {"": row.value, "_low": row.low, "_high": row.high}
            named = ((f"{row.metric}{end}", value) for end, value in values.items())
            yield from ((name, value) for name, value in named if isfinite(value))


@contextmanager
def fetched(uri: str) -> Iterator[Path]:
    """Bring the bundle of ``runs:/…`` or ``models:/…`` into a folder for a while.

    An alias is resolved to a version once, and that version is fetched.

    Parameters
    ----------
    uri : str
        ``runs:/RUN_ID/model``, ``models:/name@alias`` or ``models:/name/version``.

    Raises
    ------
    ModelNotFound
        If nothing is kept under it.
    """
    with quiet(), tempfile.TemporaryDirectory() as spare:
        mlflow.set_tracking_uri(store())
        try:
            found = mlflow.artifacts.download_artifacts(_pinned(uri), dst_path=spare)
        except (MlflowException, OSError) as error:
            raise ModelNotFound(
                f"{uri}: not in {store()} ({type(error).__name__}); set MLFLOW_TRACKING_URI, or "
                "name models:/name@candidate, runs:/RUN_ID/model, or a folder"
            ) from None
        yield Path(found) / _BUNDLE


def _pinned(uri: str) -> str:
    name, sign, alias = uri.removeprefix("models:/").partition("@")
    if not uri.startswith("models:/") or not sign:
        return uri
    return f"models:/{name}/{MlflowClient().get_model_version_by_alias(name, alias).version}"


@contextmanager
def quiet() -> Iterator[None]:
    """Keep MLflow's and its database's reports and advice off the terminal."""
    loggers = [logging.getLogger(name) for name in ("mlflow", "alembic")]
    levels = [logger.level for logger in loggers]
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
