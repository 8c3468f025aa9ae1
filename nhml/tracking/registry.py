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
from nhml.tracking.retractions import Retraction
from nhml.tracking.runs import answering, quiet, store

_TAGS = ("model", "reason", "when", "by")
_TAG = "nhml.retracted"  # of a version, and of the run that made it
_RUN = re.compile(r"runs:/([^/]+)(?:/.*)?")
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


def label(of: Version) -> str:
    """Give name and identity of a version, as they stand beside its answers.

    Raises
    ------
    ModelError
        If its run does not say its identity.
    """
    with quiet(), answering():
        known = MlflowClient(store()).get_run(of.run_id).data.tags.get("nhml.identity", "")
    if not known:
        raise ModelError(f"{of.uri}: its run does not say the identity of its model")
    return f"{of.name} {known[:12]}"


def retract(of: Version, told: Retraction) -> tuple[str, ...]:
    """Mark a version and its run as retracted, and take its aliases away.

    Parameters
    ----------
    of : Version
    told : Retraction

    Returns
    -------
    tuple of str
        The aliases that it bore.

    Raises
    ------
    ModelError
        If the store fails.
    """
    with quiet(), answering():
        client = MlflowClient(store())
        for name in _TAGS:
            text = str(getattr(told, name))
            client.set_model_version_tag(of.name, of.number, f"{_TAG}.{name}", text)
            client.set_tag(of.run_id, f"{_TAG}.{name}", text)
        aliases = sorted(
            alias
            for alias, number in client.get_registered_model(of.name).aliases.items()
            if str(number) == of.number
        )
        for alias in aliases:
            client.delete_registered_model_alias(of.name, alias)
    return tuple(aliases)


def retraction(uri: str) -> Retraction | None:
    """Say whether what an address in MLflow names was retracted; None where it was not.

    Parameters
    ----------
    uri : str
        ``models:/name@alias``, ``models:/name/version`` or ``runs:/RUN_ID/model``. What is not
        there is left to whoever loads it.
    """
    run = _RUN.fullmatch(uri)
    try:
        if run is None:
            found = version(uri)
            with quiet():
                tags = MlflowClient(store()).get_model_version(found.name, found.number).tags
        else:
            with quiet():
                tags = MlflowClient(store()).get_run(run[1]).data.tags
    except (ModelNotFound, MlflowException, OSError):
        return None
    told = {name: tags.get(f"{_TAG}.{name}", "") for name in _TAGS}
    return Retraction(**told) if told["when"] else None
