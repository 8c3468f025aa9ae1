"""A clinician asks of a list where a fault would lie, without any model."""

import io
import json
from pathlib import Path

import pandas as pd

from tests.study import nhml as run

SENT = """panel_id,age,sex,tsh,tsh_unit,ft4 [pmol/L]
ill,61,F,48,mIU/L,5
well,61,F,1.9,mIU/L,15
wrong,61,F,1.9,furlong,15
"""


def test_the_axes_of_a_list_are_read_in_every_form(tmp_path: Path) -> None:
    """Rejected panels among them; the output carries nothing but what was asked for."""
    (tmp_path / "panels.csv").write_text(SENT)
    done = run(tmp_path, "axes", "panels.csv", "--format", "json")
    told = json.loads(done.stdout)
    assert [one["loops"][0]["reading"] for one in told] == [
        "primary",
        "in_keeping",
        "not_assessable",
    ]
    assert told[0]["loops"][0]["evidence"][1]["unit"] == "pmol/L"
    assert told[2]["loops"][0]["missing"] == ["tsh"]
    assert "3 panels" in done.stderr.decode()
    table = pd.read_csv(io.BytesIO(run(tmp_path, "axes", "panels.csv", "-o", "-").stdout))
    assert len(table) == 24
    run(tmp_path, "axes", "panels.csv", "-o", "axes.json")
    assert json.loads((tmp_path / "axes.json").read_text("utf-8")) == told


def test_a_person_reads_lines_or_a_page(tmp_path: Path) -> None:
    """Both say the same of the one who is ill."""
    (tmp_path / "panels.csv").write_text(SENT)
    lines = run(tmp_path, "axes", "panels.csv").stdout.decode()
    assert "primary, under, overt  TSH above and FT4 below their intervals" in lines
    run(tmp_path, "axes", "panels.csv", "-o", "axes.html")
    page = (tmp_path / "axes.html").read_text("utf-8")
    assert "TSH above and FT4 below their intervals" in page
    assert page.count('class="plane"') == 2


def test_a_laboratorys_own_limits_are_named(tmp_path: Path) -> None:
    """And decide."""
    (tmp_path / "panels.csv").write_text("panel_id,age,sex,tsh [mIU/L],ft4 [pmol/L]\na,50,F,2,11\n")
    (tmp_path / "lab.toml").write_text(
        'laboratory = "Labor Nord"\n[ft4]\nunit = "pmol/L"\nlow = 12\nhigh = 22\n'
    )
    done = run(tmp_path, "axes", "panels.csv", "--limits", "lab.toml", "--format", "json")
    assert json.loads(done.stdout)[0]["loops"][0]["reading"] == "central"
    assert "limits of Labor Nord" in done.stderr.decode()
