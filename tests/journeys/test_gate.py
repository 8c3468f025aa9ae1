"""Bad models, really trained and registered: each is refused by its own code; a good one passes."""

import json
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.study import nhml, python

REFUSED = 1
_CONFIG = """name = "{name}"
[cohort]
source = "{name}.csv"
[outcome]
column = "relapse"
defining = []
{outcome}
[features]
groups = ["person"]
include = {include}
{features}
[split]
folds = 3
{split}
[model]
estimator = "{estimator}"
refits = 0
[tune]
trials = 0
[abstain]
required = {required}
[evaluate]
thresholds = [0.2, 0.4]
resamples = {resamples}
subgroups = {subgroups}
"""
_GOOD = {
    "outcome": "", "include": '["bmi", "sodium"]', "features": "", "split": "",
    "estimator": "logistic", "required": '["age"]', "resamples": "200",
    "subgroups": '["sex", "age_band"]',
}  # fmt: skip

pytestmark = pytest.mark.xdist_group("gate")


def clinic(n: int = 1500, seed: int = 0) -> pd.DataFrame:
    """Women and men who relapse by weight and age, as a plain regression has it."""
    drawn = np.random.default_rng(seed)
    age = drawn.integers(20, 85, n).astype(float)
    bmi = np.round(drawn.normal(28, 5, n).clip(16, 55), 1)
    risk = 1 / (1 + np.exp(-(-0.8 + 0.12 * (bmi - 28) + 0.03 * (age - 50))))
    frame = pd.DataFrame({"panel_id": [f"p{at:05d}" for at in range(n)], "age": age})
    frame["sex"] = drawn.choice(["F", "M"], n)
    frame["bmi"], frame["bmi_unit"] = bmi, "kg/m2"
    frame["sodium"], frame["sodium_unit"] = drawn.integers(135, 146, n).astype(float), "mmol/L"
    frame["relapse"] = (drawn.random(n) < risk).astype(int)
    return frame


def twice_as_often_later(frame: pd.DataFrame) -> pd.DataFrame:
    """A clinic that changes: in the later half of the draws nearly everybody relapses."""
    later, drawn = np.arange(len(frame)) >= len(frame) // 2, np.random.default_rng(1)
    frame["drawn_at"] = (np.datetime64("2019-01-01") + np.arange(len(frame))).astype(str)
    more = later & (drawn.random(len(frame)) < 0.6)
    frame.loc[more, "relapse"] = 1
    return frame


def silent_on_a_quarter(frame: pd.DataFrame) -> pd.DataFrame:
    """Potassium is missing for a quarter, of whom relapse is a toss of a coin."""
    drawn = np.random.default_rng(2)
    hard = np.arange(len(frame)) % 4 == 0
    frame.loc[hard, "relapse"] = drawn.integers(0, 2, int(hard.sum()))
    frame["potassium"], frame["potassium_unit"] = 4.0 + drawn.normal(0, 0.3, len(frame)), "mmol/L"
    frame.loc[hard, ["potassium", "potassium_unit"]] = [np.nan, None]
    return frame


def told_by_sodium(frame: pd.DataFrame) -> pd.DataFrame:
    """Sodium was written after the relapse was known."""
    drawn = np.random.default_rng(3)
    frame["sodium"] = np.round(137.0 + 5.0 * frame["relapse"] + drawn.normal(0, 0.8, len(frame)), 1)
    return frame


BAD = {
    "too-few": ("too_few_events", lambda: clinic(60), {}, "60 were learnt from"),
    "another-clinic": (
        "miscalibrated", lambda: twice_as_often_later(clinic()), {"split": 'by = "time"'},
        "observed over expected",
    ),
    "no-better": (
        "worse_than_baseline", clinic, {"estimator": "xgboost"}, "log loss",
    ),
    "silent": (
        "too_many_abstained", lambda: silent_on_a_quarter(clinic()),
        {"required": '["age", "potassium"]'}, "75% of the eligible, wanted 80% at least",
    ),
    "golden": (
        "golden_feature", lambda: told_by_sodium(clinic()),
        {"features": 'golden = { sodium = "asked of everybody" }'},
        "sodium alone tells the outcome (asked of everybody)",
    ),
    "unlooked": (
        "group_miscalibrated", clinic, {"subgroups": "[]"}, "leaves out age_band, sex",
    ),
    "narrow": ("not_judged", clinic, {"resamples": "20"}, "20 resamples behind an interval"),
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of its own."""
    return tmp_path_factory.mktemp("gate")


def trained(home: Path, name: str, frame: pd.DataFrame, **changes: str) -> str:
    """Train a model by the command, registered in the folder's SQLite; give its address."""
    frame.to_csv(home / f"{name}.csv", index=False)
    config = _CONFIG.format(name=name, **{**_GOOD, **changes})
    (home / f"{name}.toml").write_text(config, "utf-8")
    nhml(home, "train", f"{name}.toml", "--jobs", "1", "-o", f"run-{name}")
    return f"models:/{name}@candidate"


def aliases(home: Path, name: str) -> dict[str, str]:
    """What its versions are called."""
    client = mlflow.MlflowClient(f"sqlite:///{home / 'mlflow.db'}")
    return dict(client.get_registered_model(name).aliases)


def refused(home: Path, model: str, *more: str) -> tuple[str, str]:
    """Ask the gate, which says no, and give what it printed and noted."""
    done = nhml(home, "promote", model, *more, wanted=REFUSED)
    assert "champion" not in aliases(home, model.removeprefix("models:/").partition("@")[0])
    return done.stdout.decode(), done.stderr.decode()


@pytest.fixture(scope="module")
def good(home: Path) -> str:
    """A plain regression of a plain truth."""
    return trained(home, "good", clinic())


@pytest.mark.parametrize("name", BAD)
def test_a_bad_model_is_refused_by_its_own_code(home: Path, name: str) -> None:
    """Its condition fails in words, the page is named, the exit code is 1, no alias moves."""
    code, people, changes, words = BAD[name]
    said, noted = refused(home, trained(home, name, people(), **changes))
    failing = [line for line in said.splitlines() if line.startswith("FAILS")]
    assert any(words in line and line.endswith(f"[{code}]") for line in failing), said
    assert f"[{code}] docs/reference/checks/{code}.md: " in noted
    found = json.loads((home / f"run-{name}" / "findings.json").read_text("utf-8"))
    assert code == "not_judged" or code in {one["code"] for one in found}


def test_each_fault_stands_alone(home: Path) -> None:
    """What only one thing is wrong with fails by that alone."""
    for name, code in (("no-better", "worse_than_baseline"), ("unlooked", "group_miscalibrated"),
                       ("narrow", "not_judged")):  # fmt: skip
        said, _ = refused(home, f"models:/{name}@candidate", "--dry-run")
        failing = [line for line in said.splitlines() if line.startswith("FAILS")]
        assert [line.rpartition("[")[2] for line in failing] == [f"{code}]"], said


def test_a_good_model_passes(home: Path, good: str) -> None:
    """It becomes the champion."""
    done = nhml(home, "promote", good)
    assert "FAILS" not in done.stdout.decode()
    assert str(aliases(home, "good")["champion"]) == "1"


_LEAKY = """
import sys
from nhml.cohorts import outcomes
outcomes.leaks = lambda *_: {}
from nhml.cli.main import main
sys.argv = ["nhml", "train", "leaky.toml", "--jobs", "1", "-o", "run-leaky"]
main()
"""


def test_a_leaky_model_is_refused_whoever_trained_it(home: Path) -> None:
    """A guard that was switched off while it learnt is on at the gate."""
    frame = clinic().rename(columns={"sodium": "shbg", "sodium_unit": "shbg_unit"})
    frame["shbg"], frame["shbg_unit"] = frame["shbg"] - 100.0, "nmol/L"
    frame.to_csv(home / "leaky.csv", index=False)
    own = {"outcome": 'pathway = ["shbg"]', "include": '["bmi", "shbg"]'}
    (home / "leaky.toml").write_text(_CONFIG.format(name="leaky", **{**_GOOD, **own}), "utf-8")
    stopped = nhml(home, "train", "leaky.toml", wanted=11).stderr.decode()
    assert "features would leak relapse [leakage]" in stopped
    python(home, "-c", _LEAKY)
    said, noted = refused(home, "models:/leaky@candidate")
    (failing,) = [line for line in said.splitlines() if line.startswith("FAILS")]
    assert "shbg is on its pathway" in failing
    assert failing.endswith("[leakage]")
    assert "docs/reference/checks/leakage.md" in noted


_REWRITE = """
import json, sys
from mlflow import MlflowClient
import mlflow
mlflow.set_tracking_uri("sqlite:///mlflow.db")
client = MlflowClient()
version = client.get_model_version("another-clinic", 1)
path = mlflow.artifacts.download_artifacts(run_id=version.run_id, artifact_path="evaluation.json")
rows = json.load(open(path))
for row in rows:
    if row["metric"].startswith(("o_e", "calibration_slope")):
        row.update(value=1.0, low=0.95, high=1.05)
client.log_text(version.run_id, json.dumps(rows), "evaluation.json")
"""


def test_figures_rewritten_in_the_store_help_nobody(home: Path) -> None:
    """The model's own figures count, and what its run keeps has to agree."""
    python(home, "-c", _REWRITE)
    said, _ = refused(home, "models:/another-clinic@candidate")
    failing = [line for line in said.splitlines() if line.startswith("FAILS")]
    assert any("differs from what the model carries [not_judged]" in line for line in failing)
    assert any(line.endswith("wanted within 0.8 to 1.25 [miscalibrated]") for line in failing)


_BORROW = """
import mlflow
from mlflow import MlflowClient
mlflow.set_tracking_uri("sqlite:///mlflow.db")
client = MlflowClient()
bad, good = (client.get_model_version(name, 1) for name in ("silent", "good"))
made = client.create_model_version("silent", bad.source, run_id=good.run_id)
client.set_registered_model_alias("silent", "borrowed", made.version)
"""


def test_a_model_registered_from_the_run_of_another_is_refused(home: Path, good: str) -> None:
    """The good run's figures are not those of this model."""
    assert good
    python(home, "-c", _BORROW)
    said, _ = refused(home, "models:/silent@borrowed")
    assert "the run that it is registered from made another model [not_judged]" in said
    assert "75% of the eligible" in said


def test_who_wants_a_signature_gets_no_unsigned_model(home: Path, good: str) -> None:
    """Only a signature tells the model of somebody who can write the whole store."""
    public = Ed25519PrivateKey.generate().public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (home / "public.pem").write_bytes(pem)
    done = nhml(home, "promote", good, "--trust", "public.pem", "--dry-run", wanted=12)
    assert "not signed" in done.stderr.decode()
