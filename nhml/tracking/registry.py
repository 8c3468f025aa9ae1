"""What the registry knows of a model, and which version is called what."""

import re
import tempfile
from pathlib import Path
from typing import NamedTuple

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from nhml.errors import ModelError, ModelNotFound
from nhml.modelling.evaluation import Evaluation
from nhml.tracking.runs import answering, quiet, store

_ADDRESS = re.compile(r"models:/([^@/]+)(?:@([^@/]+)|/(\d+))")


class Version(NamedTuple):
    """One version of a registered model, and the run that made it."""

    name: str
    number: str
    run_id: str

    @property
    def uri(self) -> str:
        """Give its address, which an alias that moves does not change."""
        return f"models:/{self.name}/{self.number}"


def version(uri: str) -> Version:
    """Find a registered version; an alias is resolved once.

    Parameters
    ----------
    uri : str
        ``models:/name@alias`` or ``models:/name/version``.

    Raises
    ------
    ModelNotFound
        If it is no such address, or nothing is registered under it.
    """
    parts = _ADDRESS.fullmatch(uri)
    if parts is None:
        raise ModelNotFound(f"{uri}: wanted models:/name@candidate or models:/name/version")
    name, alias, number = parts.groups()
    with quiet():
        client = MlflowClient(store())
        try:
            found = (
                client.get_model_version_by_alias(name, alias)
                if alias
                else client.get_model_version(name, number)
            )
        except (MlflowException, OSError) as error:
            raise ModelNotFound(f"{uri}: not in {store()} ({type(error).__name__})") from None
    return Version(name, str(found.version), str(found.run_id))


def evaluation(of: Version) -> Evaluation:
    """Read how a version was judged on people held out when it was trained.

    Raises
    ------
    ModelError
        If its run keeps no evaluation.
    """
    with quiet(), tempfile.TemporaryDirectory() as spare:
        mlflow.set_tracking_uri(store())
        try:
            path = mlflow.artifacts.download_artifacts(
                run_id=of.run_id, artifact_path="evaluation.json", dst_path=spare
            )
            return Evaluation.from_json(Path(path).read_text("utf-8"))
        except (MlflowException, OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"{of.uri}: its run keeps no evaluation.json ({type(error).__name__}); train again"
            ) from None


def identity(of: Version) -> str:
    """Read which model the run of a version says it made; empty where it does not say.

    Raises
    ------
    ModelError
        If the store fails.
    """
    with quiet(), answering():
        return str(MlflowClient(store()).get_run(of.run_id).data.tags.get("nhml.identity", ""))


def call(of: Version, alias: str) -> str:
    """Give a version an alias.

    Returns
    -------
    str
        The version that was called so before; empty where none was.

    Raises
    ------
    ModelError
        If the store fails.
    """
    with quiet(), answering():
        client = MlflowClient(store())
        before = client.get_registered_model(of.name).aliases.get(alias, "")
        client.set_registered_model_alias(of.name, alias, of.number)
    return str(before)
