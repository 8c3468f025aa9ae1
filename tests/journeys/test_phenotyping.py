"""Somebody asks of a list which case definitions are met, without any model."""

import io
import json
from pathlib import Path

import pandas as pd

from nhml.knowledge.phenotypes import phenotypes
from tests.study import nhml as run

USAGE = 2
SENT = """panel_id,age,sex,tsh,tsh_unit,ft4 [pmol/L],hba1c,hba1c_unit
ill,45,F,12,mIU/L,7,48,mmol/mol
wrong,45,F,12,furlong,7,7.1,%
well,45,F,2,mIU/L,15,5.1,%
"""


def test_json_has_an_object_a_panel_and_stdout_nothing_else(tmp_path: Path) -> None:
    """A rejected panel among them, whose sugar can still be read; a file holds the same."""
    (tmp_path / "panels.csv").write_text(SENT)
    done = run(tmp_path, "phenotypes", "panels.csv", "--format", "json")
    told = json.loads(done.stdout)
    assert [one["panel_id"] for one in told] == ["ill", "wrong", "well"]
    assert all(set(one) == {"panel_id", "phenotypes"} for one in told)
    assert all(list(one["phenotypes"]) == list(phenotypes()) for one in told)
    overt = [one["phenotypes"]["hypothyroid_overt"] for one in told]
    assert overt == ["yes", "not_assessable", "no"]
    assert [one["phenotypes"]["diabetes"] for one in told] == ["yes", "yes", "no"]
    run(tmp_path, "phenotypes", "panels.csv", "-o", "found.json")
    assert json.loads((tmp_path / "found.json").read_text("utf-8")) == told


def test_a_table_has_a_row_a_panel_or_the_grounds_of_each_answer(tmp_path: Path) -> None:
    """As somebody who counts wants it."""
    (tmp_path / "panels.csv").write_text(SENT)
    done = run(tmp_path, "phenotypes", "panels.csv", "--format", "csv")
    wide = pd.read_csv(io.BytesIO(done.stdout))
    assert list(wide) == ["panel_id", *phenotypes()]
    assert wide["hypothyroid_overt"].tolist() == ["yes", "not_assessable", "no"]
    run(tmp_path, "phenotypes", "panels.csv", "--why", "-o", "why.parquet")
    why = pd.read_parquet(tmp_path / "why.parquet").set_index(["panel_id", "phenotype"])
    assert why.loc[("ill", "hypothyroid_overt"), "because"] == "ft4, tsh"
    assert why.loc[("wrong", "hypothyroid_overt"), "missing"] == "tsh"


def test_a_clinician_reads_what_is_met_first(tmp_path: Path) -> None:
    """Then what a column or two would settle; the rest is counted, or listed on demand."""
    (tmp_path / "panels.csv").write_text(SENT)
    done = run(tmp_path, "phenotypes", "panels.csv")
    said = done.stdout.decode()
    first = said.splitlines()[:2]
    assert first[0] == "ill"
    assert first[1].split() == ["YES", "Overt", "primary", "hypothyroidism", "ft4,", "tsh",
                                "[hypothyroid_overt]"]  # fmt: skip
    assert "Insulin resistance (HOMA-IR)  for want of glucose, insulin" in said
    assert "no   Hyper" not in said
    assert "3 panels: 5 phenotypes met, by 2 panels" in done.stderr.decode()
    more = run(tmp_path, "phenotypes", "panels.csv", "--all").stdout.decode()
    assert "no   Overt hyperthyroidism  ft4, tsh  [hyperthyroid_overt]" in more


def test_a_laboratorys_limits_are_said_and_a_form_is_that_of_the_file(tmp_path: Path) -> None:
    """What contradicts itself is asked again."""
    (tmp_path / "panels.csv").write_text(SENT)
    (tmp_path / "lab.toml").write_text(
        'laboratory = "Labor Nord"\n[tsh]\nunit = "mIU/L"\nhigh = 15\n'
    )
    done = run(tmp_path, "phenotypes", "panels.csv", "--limits", "lab.toml", "--format", "json")
    assert json.loads(done.stdout)[0]["phenotypes"]["hypothyroid_overt"] == "no"
    assert "limits of Labor Nord: tsh" in done.stderr.decode()
    wrong = run(
        tmp_path, "phenotypes", "panels.csv", "-o", "a.csv", "--format", "json", wanted=USAGE
    )
    assert "a.csv is written as its ending says" in " ".join(wrong.stderr.decode().split())
