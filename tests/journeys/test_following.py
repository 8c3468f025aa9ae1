"""A clinician asks of somebody who was drawn several times what changed and what is due."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.study import REPOSITORY
from tests.study import nhml as run

PEOPLE = REPOSITORY / "data" / "followed_panels.csv"
DAY = ("--as-of", "2025-07-01")


def told(tmp_path: Path, *options: str) -> list[dict]:
    """Give what the standard output carries, which is JSON and nothing else."""
    done = run(tmp_path, "follow", *options, *DAY)
    return json.loads(done.stdout)


def test_a_page_is_written_about_one_person(tmp_path: Path) -> None:
    """Whole, without a script, and nobody else is on it."""
    done = run(tmp_path, "follow", str(PEOPLE), "--subject", "maria", *DAY, "-o", "maria.html")
    page = (tmp_path / "maria.html").read_text("utf-8")
    assert "1 page in maria.html" in done.stderr.decode()
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")
    assert "jonas" not in page
    for words in ("A response can be called", "real change", "not assessable", "not yet due"):
        assert words in page


def test_without_an_output_it_is_json(tmp_path: Path) -> None:
    """With the content of the page."""
    (maria,) = told(tmp_path, str(PEOPLE), "--subject", "maria")
    tsh = next(one for one in maria["values"] if one["key"] == "tsh")
    assert [point["value"] for point in tsh["points"]] == [12.4, 5.1, 2.1, 2.6]
    verdicts = [point["changes"][0]["verdict"] for point in tsh["points"][1:]]
    assert verdicts == ["real change", "real change", "not assessable"]
    assert tsh["points"][3]["changes"][0]["reasons"] == ["laboratory", "hour"]
    assert maria["responses"][0]["called"] is True
    assert {one["column"]: one["status"] for one in maria["monitoring"]} == {
        "tsh": "not yet due",
        "ft4": "not yet due",
    }


def test_everybody_goes_into_a_folder(tmp_path: Path) -> None:
    """A page each, or a document each."""
    run(tmp_path, "follow", str(PEOPLE), "--all", *DAY, "-o", "people")
    run(tmp_path, "follow", str(PEOPLE), "--all", *DAY, "-o", "people", "--format", "json")
    names = sorted(one.name for one in (tmp_path / "people").iterdir())
    assert names == ["jonas.html", "jonas.json", "maria.html", "maria.json"]
    assert [one["subject_id"] for one in told(tmp_path, str(PEOPLE), "--all")] == ["maria", "jonas"]


def test_the_alerts_of_the_latest_panel_stand_above_everything(tmp_path: Path) -> None:
    """Those of an earlier one do not: a sodium of 118 that is 140 now."""
    frame = pd.DataFrame(
        {
            "panel_id": ["new", "old"],
            "subject_id": "him",
            "drawn_at": ["2024-06-01", "2024-01-01"],
            "age": 61,
            "sex": "M",
            "sodium [mmol/L]": [118, 140],
        }
    )
    frame.to_csv(tmp_path / "ill.csv", index=False)
    frame.assign(drawn_at=frame["drawn_at"][::-1].tolist()).to_csv(
        tmp_path / "well.csv", index=False
    )
    (ill,) = told(tmp_path, "ill.csv", "--subject", "him")
    (well,) = told(tmp_path, "well.csv", "--subject", "him")
    assert ill["alerts"][0]["rule"] == "CRIT_NA_LOW"
    assert ill["alerts"][0]["urgency"] == "immediate"
    assert ill["latest"] == ["new"]
    assert [one["rule"] for one in well["alerts"] if one["urgency"] == "immediate"] == []
    run(tmp_path, "follow", "ill.csv", "--subject", "him", "-o", "ill.html")
    page = (tmp_path / "ill.html").read_text("utf-8")
    assert page.index('id="alerts"') < page.index('id="values"')


def test_what_is_wrong_with_draws_is_said_and_stops_nothing(tmp_path: Path) -> None:
    """No time, a wrong unit, twice the same row, another sex: exit 0."""
    (tmp_path / "mess.csv").write_text(
        "panel_id,subject_id,drawn_at,age,sex,tsh,tsh_unit\n"
        "a,her,2024-01-01,30,F,1.9,mIU/L\n"
        "b,her,2024-02-01,30,F,1.9,furlong\n"
        "c,her,,30,F,2.2,mIU/L\n"
        "d,her,2024-03-01,30,M,1.8,mIU/L\n"
        "e,her,2024-04-01,30,F,2.1,mIU/L\n"
        "e,her,2024-04-01,30,F,2.1,mIU/L\n"
    )
    (her,) = told(tmp_path, "mess.csv", "--subject", "her")
    said = " ".join(her["notes"])
    for words in ("Order not known of c", "Sex differs", "of panel b is left out", "several equal"):
        assert words in said
    assert [one["panel_id"] for one in her["draws"]] == ["a", "b", "d", "e", "c"]
    assert "furlong" not in json.dumps(her)


def test_several_pages_do_not_go_into_one(tmp_path: Path) -> None:
    """A folder takes them."""
    done = run(tmp_path, "follow", str(PEOPLE), "--all", "-o", "all.html", wanted=11)
    assert "name a folder for several people" in done.stderr.decode()


LEVOTHYROXINE_TWICE = ("--since", "levothyroxine=2024-01-01", "--since", "levothyroxine=2024-02-01")


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--subject", "nobody"), 11, "nobody called nobody among the 2 people"),
        ((), 2, "name one person or more"),
        (("--subject", "maria", "--as-of", "soon"), 11, "--as-of: wanted a day"),
        (("--subject", "maria", "--since", "levothyroxine"), 11, "wanted THERAPY=DATE"),
        (("--subject", "maria", "--since", "aspirin=2024-01-01"), 11, "is no therapy"),
        (("--subject", "jonas", "--since", "levothyroxine=2024-01-01"), 11, "no dated draw tells"),
        (
            ("--subject", "maria", *LEVOTHYROXINE_TWICE),
            11,
            "levothyroxine has two days",
        ),
        (("--all", "--since", "levothyroxine=2024-01-01"), 11, "is about one person"),
        (("--subject", "maria", "-o", "x.html", "--format", "json"), 11, "ends with .html"),
        (("--subject", "maria", "--variation", "bad.toml"), 11, "tsh: wanted a percentage"),
        (("--subject", "maria", "--variation", ""), 11, "wanted lines such as tsh = 2.4"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, options, code, words) -> None:
    """With the way out."""
    (tmp_path / "bad.toml").write_text('tsh = "small"\nglucos = 2\n')
    done = run(tmp_path, "follow", str(PEOPLE), *options, wanted=code)
    assert words in " ".join(done.stderr.decode().replace("│", " ").split())
