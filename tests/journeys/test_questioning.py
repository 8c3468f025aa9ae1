"""A clinician asks a model what it would say, and what to measure next."""

import json
import shutil
from pathlib import Path

import pandas as pd

from tests.people import panel_frame
from tests.study import nhml as run


def furnished(home: Path, folder: Path) -> Path:
    """A model, and three men who lack some of what it reads."""
    shutil.copytree(folder, home / "model")
    frame = panel_frame(40).tail(3).drop(columns=["testosterone", "testosterone_unit"])
    frame.assign(shbg=float("nan")).to_csv(home / "panels.csv", index=False)
    return home


def test_a_what_if_is_text_json_and_a_page(tmp_path: Path, folder: Path) -> None:
    """JSON alone on the output; refusals on the error stream, with exit code 10."""
    home = furnished(tmp_path, folder)
    asked = ("what-if", "model", "panels.csv", "--set", "sleep_hours=7h")
    assert "It is not what making the change would do." in run(home, *asked).stdout.decode()
    told = json.loads(run(home, *asked, "--format", "json").stdout)
    assert len(told["panels"]) == 3
    run(home, *asked, "-o", "asked.json")
    assert json.loads((home / "asked.json").read_text("utf-8")) == told
    one = str(pd.read_csv(home / "panels.csv")["panel_id"][0])
    run(home, *asked, "--panel", one, "-o", "asked.html")
    assert (home / "asked.html").read_text("utf-8").count("<h2>Panel") == 1
    refused = run(home, "what-if", "model", "panels.csv", "--set", "shbg=40nmol/L", wanted=10)
    assert "shbg: is a measurement, not something one sets" in refused.stderr.decode()
    run(home, "what-if", "model", "panels.csv", "--set", "weight", wanted=2)
    run(home, *asked, "-o", "asked.csv", wanted=2)
    run(home, *asked, "--set", "sleep_hours=8h", wanted=2)


def test_what_to_measure_next_is_text_json_and_a_page(tmp_path: Path, folder: Path) -> None:
    """Ordered by a price list where there is one."""
    home = furnished(tmp_path, folder)
    (home / "prices.toml").write_text('currency = "EUR"\n[analytes]\nshbg = 12.5\n')
    asked = ("measure-next", "model", "panels.csv", "--threshold", "0.25")
    lines = run(home, *asked, "--costs", "prices.toml").stdout.decode()
    assert "12.5 EUR" in lines
    told = json.loads(run(home, *asked, "--format", "json").stdout)
    assert told["threshold"] == 0.25
    assert "shbg" in [cell["analyte"] for cell in told["panels"][0]["measure"]]
    run(home, *asked, "--costs", "prices.toml", "-o", "next.html")
    assert "Cost (EUR)" in (home / "next.html").read_text("utf-8")
    run(home, "measure-next", "model", "panels.csv", "--threshold", "20", wanted=10)


def test_an_older_model_says_that_it_cannot_be_asked(tmp_path: Path) -> None:
    """With the way out, and the exit code of a model."""
    zoo = Path(__file__).parents[1] / "zoo" / "0.1.0"
    done = run(tmp_path, "measure-next", str(zoo / "model"), str(zoo / "panels.csv"), wanted=12)
    assert "train it again with this version of nhml" in done.stderr.decode()
