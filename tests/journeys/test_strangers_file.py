"""A German laboratory's export goes through, from a first look to scored risks."""

import os
import pty
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.laboratory.invented import FILE, own
from tests.study import nhml

pytestmark = pytest.mark.xdist_group("stranger")

CONFIG = """\
name = "a-strangers-file"
[cohort]
source  = "labor.csv"
mapping = "mapping.toml"
outcome = "low_testosterone_300"
[features]
groups  = ["person", "metabolic", "general"]
[features.pathway]
shbg = "measured with testosterone"
[split]
folds = 2
[model]
estimator = "logistic"
refits = 2
[tune]
trials = 0
[evaluate]
resamples = 20
"""


@dataclass(frozen=True)
class Stranger:
    """Where the export lies with its mapping and its model, and what was said of it."""

    home: Path
    said: str

    def nhml(self, *arguments: str, wanted: int = 0) -> str:
        """Run the command there, and give what it said beside its output."""
        return nhml(self.home, *arguments, wanted=wanted).stderr.decode()


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Stranger:
    """The export, mapped and learnt from without a line of code."""
    home = tmp_path_factory.mktemp("stranger")
    (home / "labor.csv").write_bytes(FILE.read_bytes())
    (home / "config.toml").write_text(CONFIG, "utf-8")
    said = nhml(home, "map", "labor.csv", "-o", "mapping.toml", "--yes").stderr.decode()
    nhml(home, "train", "config.toml", "-o", "run", "--jobs", "1")
    return Stranger(home, said)


def test_the_map_says_what_it_took_and_what_it_left(stranger: Stranger) -> None:
    """What is sure is taken; a unit that stands nowhere, and a name that says too little, wait."""
    assert "14 columns mapped, 4 left for you to decide, 2 not known" in stranger.said
    text = (stranger.home / "mapping.toml").read_text("utf-8")
    mapped = {header: one["as"] for header, one in tomllib.loads(text)["columns"].items()}
    assert mapped["Gesamttestosteron [nmol/l]"] == "testosterone"
    assert mapped["Geburtsdatum"] == "date_of_birth"
    assert mapped["TSH Einheit"] == "tsh_unit"
    assert '# unit = ""  # one of pg/mL, pmol/L, ng/dL, nmol/L' in text
    assert '# [columns."Bemerkung"]  # nothing is known by that name' in text


def test_the_map_holds_nothing_of_a_patient(stranger: Stranger) -> None:
    """No id, no date, no number, no note."""
    text = (stranger.home / "mapping.toml").read_text("utf-8") + stranger.said
    cells = pd.read_csv(FILE, sep=";", encoding="cp1252", dtype=str)
    allowed = {"w", "m", "ja", "nein", "k.A.", "n.n.", "mU/l"}
    sent = {one for name in cells for one in cells[name].dropna() if len(one) > 3} - allowed
    assert len(sent) > 1000
    assert [one for one in sent if one in text] == []


def test_features_and_risks_are_those_of_the_same_people_in_nhmls_own_form(
    stranger: Stranger,
) -> None:
    """To 1e-9: after the mapping nothing of the path is another."""
    own().to_csv(stranger.home / "own.csv", index=False)
    told = stranger.nhml(
        "features", "labor.csv", "--mapping", "mapping.toml", "-o", "theirs.parquet"
    )
    assert "columns that nhml does not know and does not read: 6" in told
    stranger.nhml("features", "own.csv", "-o", "own.parquet")
    theirs, ours = (pd.read_parquet(stranger.home / f"{one}.parquet") for one in ("theirs", "own"))
    pd.testing.assert_frame_equal(theirs, ours)
    stranger.nhml("score", "run", "labor.csv", "--mapping", "mapping.toml", "-o", "theirs.csv")
    stranger.nhml("score", "run", "own.csv", "-o", "ours.csv")
    theirs, ours = (pd.read_csv(stranger.home / f"{one}.csv") for one in ("theirs", "ours"))
    assert theirs["status"].tolist() == ours["status"].tolist()
    assert (theirs["status"] == "scored").sum() > 150
    np.testing.assert_allclose(theirs["risk"], ours["risk"], rtol=0, atol=1e-9)


def test_the_safety_rules_take_the_mapping(stranger: Stranger) -> None:
    """What must not be missed is found under the laboratory's own names."""
    stranger.nhml("alerts", "labor.csv", "--mapping", "mapping.toml", "-o", "theirs.csv")
    theirs = pd.read_csv(stranger.home / "theirs.csv")
    assert {"panel_id", "rule", "urgency"} <= set(theirs)
    assert len(theirs)


def test_a_config_takes_the_mapping(stranger: Stranger) -> None:
    """Seen from its own folder; with --set, from where it is typed."""
    told = stranger.nhml("cohort", "config.toml", "-o", "people.csv")
    assert "known: testosterone < 300" in told
    assert "testosterone" not in pd.read_csv(stranger.home / "people.csv").columns
    elsewhere = stranger.home / "elsewhere"
    elsewhere.mkdir()
    typed = "cohort.mapping=../mapping.toml"
    nhml(elsewhere, "cohort", "../config.toml", "--set", typed, "-o", "people.csv")
    there, here = (folder / "people.csv" for folder in (elsewhere, stranger.home))
    assert there.read_bytes() == here.read_bytes()


def test_a_check_of_the_file_takes_the_mapping(stranger: Stranger) -> None:
    """And names rows as the file has them."""
    done = nhml(stranger.home, "check", "labor.csv", "--mapping", "mapping.toml")
    assert "240 panels of 240 persons, a row a panel" in done.stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("labor.csv", "-o", "mapping.toml", "--yes"), 11, "may be corrected by hand"),
        (("labor.csv", "-o", "no/mapping.toml", "--yes"), 11, "its folder does not exist"),
        (("labor.csv", "-o", "new.toml"), 2, "there is no terminal to ask on"),
        (("labor.xlsx", "-o", "new.toml", "--yes"), 11, "save the table as CSV"),
        (("-", "-o", "new.toml", "--yes"), 11, "wanted a text file"),
        (("nothing.csv", "-o", "new.toml", "--yes"), 11, "no such file"),
    ],
)
def test_a_map_that_cannot_be_made_says_why(
    stranger: Stranger, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """And leaves nothing."""
    assert words in stranger.nhml("map", *arguments, wanted=code)
    assert not (stranger.home / "new.toml").exists()


def answered(home: Path, answers: list[str], *arguments: str) -> str:
    """Run the command on a terminal, and give all that it showed."""
    ours, theirs = pty.openpty()
    os.write(ours, "".join(f"{one}\n" for one in answers).encode())
    done = subprocess.run(
        [sys.executable, "-m", "nhml", *arguments],
        cwd=home,
        stdin=theirs,
        capture_output=True,
        check=False,
        timeout=60,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr.decode()
    return done.stderr.decode()


def test_a_person_is_asked_on_a_terminal(stranger: Stranger) -> None:
    """Yes with a unit, yes, no, another column, one that does not exist; then none of the rest."""
    answers = [
        "y",  # all that is sure
        "y", "furlong", "pmol/l",  # free testosterone, and its unit
        "y",  # glucose
        "n",  # potassium
        "hx_hypogonadsm", "hx_hypogonadism",  # misspelt, then right
        "n",  # name none of those that are not known
    ]  # fmt: skip
    said = answered(stranger.home, answers, "map", "labor.csv", "-o", "asked.toml")
    assert "did you mean hx_hypogonadism" in said
    assert "17 columns mapped, 1 left for you to decide, 2 not known" in said
    mapped = tomllib.loads((stranger.home / "asked.toml").read_text("utf-8"))["columns"]
    assert mapped["Testosteron frei"] == {"as": "testosterone_free", "unit": "pmol/l"}
    assert mapped["Glukose [mmol/l]"] == {"as": "glucose", "unit": "mmol/l"}
    assert mapped["Hypogonadismus"]["codes"] == {"ja": "yes", "nein": "no"}
    assert "Kalium" not in mapped


def test_a_column_of_ones_own_tells_the_outcome(stranger: Stranger) -> None:
    """Mapped by hand under a name of its own, then named by [outcome]."""
    mapping = (stranger.home / "mapping.toml").read_text("utf-8")
    own = '[columns."Hypogonadismus"]\nas = "told"\nown = "flag"\ncodes = {ja="yes", nein="no"}\n'
    (stranger.home / "own.toml").write_text(mapping + own, "utf-8")
    outcome = '[outcome]\ncolumn = "told"\neligible = "sex == \'M\'"\ndefining = ["testosterone"]\n'
    config = CONFIG.replace('outcome = "low_testosterone_300"\n', "")
    (stranger.home / "told.toml").write_text(
        config.replace("mapping.toml", "own.toml") + outcome, "utf-8"
    )
    told = stranger.nhml("cohort", "told.toml", "-o", "told.csv")
    sent = pd.read_csv(FILE, sep=";", encoding="cp1252", dtype=str)
    assert f"{(sent['Geschlecht'] == 'm').sum()}  known: told" in told
