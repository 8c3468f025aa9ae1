"""A clinician asks of a list who must be seen, without any model."""

import io
from pathlib import Path

import pandas as pd

from tests.study import nhml as run

SENT = """panel_id,age,sex,sodium [mmol/L],tsh,tsh_unit
ill,61,M,118,1.9,mIU/L
well,61,M,140,1.9,mIU/L
wrong,61,M,118,1.9,furlong
"""


def test_alerts_are_listed_rejected_panels_among_them(tmp_path: Path) -> None:
    """Two of three are to be seen at once; a wrong unit hides no sodium."""
    (tmp_path / "panels.csv").write_text(SENT)
    done = run(tmp_path, "alerts", "panels.csv", "--no-undecided")
    found = pd.read_csv(io.BytesIO(done.stdout))
    assert found[["panel_id", "rule"]].values.tolist() == [
        ["ill", "CRIT_NA_LOW"],
        ["ill", "HYPONA_PROFOUND"],
        ["wrong", "CRIT_NA_LOW"],
        ["wrong", "HYPONA_PROFOUND"],
    ]
    assert "3 panels: 4 alerts, on 2 panels to be seen at once" in done.stderr.decode()


def test_what_could_not_be_checked_is_listed_unless_it_is_not_wanted(tmp_path: Path) -> None:
    """With what would settle it."""
    (tmp_path / "panels.csv").write_text(SENT)
    run(tmp_path, "alerts", "panels.csv", "-o", "alerts.parquet")
    found = pd.read_parquet(tmp_path / "alerts.parquet").set_index(["panel_id", "rule"])
    assert found.loc[("well", "CRIT_K_LOW"), ["verdict", "settles"]].tolist() == [
        "undecided",
        "potassium",
    ]
