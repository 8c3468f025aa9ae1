"""The leakage guard stops a run before anything of it is kept."""

from pathlib import Path

import mlflow
import pytest

from tests.real_data import uci_base
from tests.study import REPOSITORY, nhml

CONFIG = str(REPOSITORY / "configs" / "hypothyroid_uci.toml")
DATA_ERROR = 11


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the records fetched from a folder, twice."""
    home = tmp_path_factory.mktemp("uci")
    for said in (b"thyroid0387.data fetched", b"thyroid0387.data kept as it was"):
        done = nhml(home, "fetch", "uci-thyroid", "--from", str(uci_base()))
        assert said in done.stdout
        assert b"CC BY 4.0" in done.stdout
    return home


def test_the_shipped_config_stops_and_names_what_wrote_the_letters(home: Path) -> None:
    """Analytes, and whether they were measured; nothing is registered, nothing left."""
    done = nhml(home, "train", CONFIG, "-o", "run", "--jobs", "1", wanted=DATA_ERROR)
    said = done.stderr.decode()
    for name in ("tsh", "tt3", "tt4", "t4_uptake", "fti"):
        assert f"{name} defines the outcome, as does whether it was measured" in said
    assert 'set features.leakage = "drop" to train on the rest' in said
    assert list((home / "run").iterdir()) == []
    client = mlflow.MlflowClient(f"sqlite:///{home / 'mlflow.db'}")
    assert client.search_registered_models() == []
    runs = client.search_runs([one.experiment_id for one in client.search_experiments()])
    assert runs == []


@pytest.mark.parametrize(
    "words",
    [
        ["features.leakage=drop", "features.pathway.tsh=please"],
        ["features.groups=person", "features.include=on_levothyroxine"],
    ],
)
def test_no_word_of_the_command_line_lets_them_in(home: Path, words: list[str]) -> None:
    """Exit 11, whichever way it is asked for."""
    asked = [part for one in words for part in ("--set", one)]
    done = nhml(home, "train", CONFIG, *asked, "--jobs", "1", wanted=DATA_ERROR)
    assert b"defines" in done.stderr


def test_the_people_are_written_without_what_wrote_the_letters(home: Path) -> None:
    """Nor the letters themselves."""
    nhml(home, "cohort", CONFIG, "-o", "people.csv")
    header = (home / "people.csv").read_text("utf-8").partition("\n")[0].split(",")
    assert "sx_goitre" in header
    gone = {"tsh", "tt3", "tt4", "t4_uptake", "fti", "tsh_unit", "uci_diagnosis", "on_antithyroid"}
    assert not gone & set(header)
