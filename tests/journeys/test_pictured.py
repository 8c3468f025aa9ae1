"""A panel read without a model, by the command alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "data" / "example_panels.csv"


def nhml(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    done = subprocess.run(
        [sys.executable, "-m", "nhml", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done


def test_every_panel_has_its_page_and_its_data(tmp_path: Path) -> None:
    """Twenty rows in, twenty out, in their order."""
    nhml("picture", str(EXAMPLE), "--all", "-o", str(tmp_path / "pages"))
    assert len(list((tmp_path / "pages").iterdir())) == 20
    told = json.loads(nhml("picture", str(EXAMPLE), "--all", "--format", "json").stdout)
    ids = [line.split(",")[0] for line in EXAMPLE.read_text("utf-8").splitlines()[1:]]
    assert [one["panel_id"] for one in told] == ids


def test_the_picture_says_what_the_single_verbs_say() -> None:
    """Alerts and definitions are asked once, and told alike."""
    told = json.loads(nhml("picture", str(EXAMPLE), "--all", "--format", "json").stdout)
    alerts = json.loads(nhml("alerts", str(EXAMPLE), "--format", "json").stdout)
    judged = json.loads(nhml("phenotypes", str(EXAMPLE), "--format", "json").stdout)
    for one, alert, phenotype in zip(told, alerts, judged, strict=True):
        assert {"panel_id": one["panel_id"], **one["alerts"]} == alert
        assert one["phenotypes"].items() <= phenotype["phenotypes"].items()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--all", "-o", "page.html"), "is one page"),
        (("-o", "page.html"), "name one panel or more"),
        (("--panel", "p000003", "--format", "html"), "a page goes to a file"),
        (("--panel", "p000003", "--considering", "testosteron"), "testosterone_male"),
    ],
)
def test_a_wrong_call_says_the_way_out(arguments: tuple[str, ...], words: str) -> None:
    """Before anything is written."""
    done = subprocess.run(
        [sys.executable, "-m", "nhml", "picture", str(EXAMPLE), *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert words in done.stderr


def test_json_is_utf_8_whatever_the_terminal_shows(tmp_path: Path) -> None:
    """An id survives a terminal that knows no such sign."""
    panels = tmp_path / "panels.csv"
    panels.write_text("panel_id,age,sex\nMüller-Ω,40,F\n", "utf-8")
    for verb in ("alerts", "phenotypes", "axes", "picture"):
        more = ["--all"] if verb == "picture" else []
        done = subprocess.run(
            [sys.executable, "-m", "nhml", verb, str(panels), "--format", "json", *more],
            capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii"},
        )  # fmt: skip
        assert json.loads(done.stdout)[0]["panel_id"] == "Müller-Ω"
