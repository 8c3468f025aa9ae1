"""The store is tried before any work is done for it."""

from pathlib import Path

import pytest

from nhml.errors import ModelError
from nhml.tracking import runs


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Set the address of the store."""
    return lambda address: monkeypatch.setenv("MLFLOW_TRACKING_URI", address)


def test_a_file_in_a_folder_is_reached(at, tmp_path: Path) -> None:
    """It is made where it is not there yet."""
    at(f"sqlite:///{tmp_path}/mlflow.db")
    runs.reach()
    assert (tmp_path / "mlflow.db").is_file()


@pytest.mark.timeout(20)
def test_a_folder_that_does_not_exist_is_refused_at_once(at, tmp_path: Path) -> None:
    """MLflow would try for minutes."""
    at(f"sqlite:///{tmp_path}/nowhere/mlflow.db")
    with pytest.raises(ModelError, match=r"nowhere/mlflow.db: its folder does not exist; set MLFL"):
        runs.reach()


@pytest.mark.timeout(20)
def test_a_store_that_cannot_be_written_is_refused_at_once(at, tmp_path: Path) -> None:
    """A folder stands in its place."""
    at(f"sqlite:///{tmp_path}")
    with pytest.raises(ModelError, match="cannot be written; set MLFLOW_TRACKING_URI"):
        runs.reach()


def test_what_is_no_database_is_named(at, tmp_path: Path) -> None:
    """The error is nhml's own, without a stack of SQL."""
    (tmp_path / "mlflow.db").write_bytes(b"no database, but long enough to be taken for one" * 99)
    at(f"sqlite:///{tmp_path}/mlflow.db")
    with pytest.raises(ModelError, match=r"mlflow.db: cannot be used \(\w+\); set MLFLOW_TRACK"):
        runs.reach()


@pytest.mark.timeout(60)
def test_a_server_that_does_not_answer_is_named(at) -> None:
    """Nobody listens there."""
    at("http://127.0.0.1:9")
    with pytest.raises(ModelError, match=r"http://127.0.0.1:9: cannot be used"):
        runs.reach()
