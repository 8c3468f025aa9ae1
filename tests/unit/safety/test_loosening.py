"""Whether a changed rule fires for more panels or for fewer."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from nhml.safety.loosening import compare, direction

TABLES = Path(str(files("nhml.knowledge") / "tables"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("sodium < 120", "sodium < 125", "tighter"),
        ("sodium < 125", "sodium < 120", "looser"),
        ("tsh > 10", "tsh > 20", "looser"),
        ("tsh > 10", "tsh >= 10", "tighter"),
        ("tsh >= 10", "tsh > 10", "looser"),
        ("img_dxa < -2", "img_dxa < -3", "looser"),
        ("tsh > 10", "tsh > 10 or ft4 < 0.5", "tighter"),
        ("tsh > 10 or ft4 < 0.5", "tsh > 10", "looser"),
        ("tsh > 10", "tsh > 10 and ft4 < 0.5", "looser"),
        ("tsh > 10 and not pregnant", "tsh > 10", "tighter"),
        ("tsh > 10 and not (age < 18)", "tsh > 10 and not (age < 16)", "tighter"),
        ("at_least(2, sx_ed, sx_fever)", "at_least(1, sx_ed, sx_fever)", "tighter"),
        ("at_least(1, sx_ed)", "at_least(1, sx_ed, sx_fever)", "tighter"),
        ("tsh > 10 and ft4 < 0.5", "tsh > 20 and ft4 < 0.6", "more panels in one part"),
        ("tsh > 10", "ft4 < 0.5", "cannot be told"),
        ("tsh == 10", "tsh == 11", "cannot be told"),
        ("tsh > 10 or ft4 < 1", "tsh > 10 and ft4 < 1", "cannot be told"),
        ("tsh >", "tsh > 10", "cannot be told"),
        ("tsh > 10", "(tsh > 10)", "says the same"),
        ("tsh > 10 or ft4 < 1", "ft4 < 1 or tsh > 10", "says the same"),
    ],
)
def test_the_form_of_a_condition_tells(old, new, words):
    """Where it does not, that is said."""
    assert words in direction(old, new)


def changed(folder, **cells):
    """What is said of one rule whose cells were other ones."""
    shutil.copytree(TABLES, folder / "old", ignore=shutil.ignore_patterns("*.py"))
    path = folder / "old" / "safety_rules.csv"
    lines = path.read_text("utf-8").splitlines()
    (at,) = [at for at, line in enumerate(lines) if line.startswith("CRIT_NA_LOW,")]
    for now, before in cells.values():
        assert now in lines[at]
        lines[at] = lines[at].replace(now, before)
    path.write_text("\n".join(lines), "utf-8")
    ((row,),) = [one.rows for one in compare(folder / "old")]
    return row


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"condition": ("sodium < 120", "sodium < 125")}, "looser: it fires for fewer panels"),
        ({"urgency": ("immediate", "routine")}, "tighter: more urgent"),
        ({"suppresses": (",panel,", ",,")}, "silences panel, where it silenced no model"),
        ({"confidence": ("verified-here", "uncertain")}, "tighter: asked without --uncertain too"),
    ],
)
def test_what_becomes_of_a_rule_is_said(tmp_path, cells, words):
    """Read from the older copy to this one."""
    row = changed(tmp_path, **cells)
    assert (row.key, row.kind) == ("CRIT_NA_LOW", "changed")
    assert words in row.words


def test_a_rule_that_came_or_went_is_said(tmp_path):
    """Either way a reviewer is told what it does."""
    shutil.copytree(TABLES, tmp_path / "old", ignore=shutil.ignore_patterns("*.py"))
    path = tmp_path / "old" / "safety_rules.csv"
    path.write_text(path.read_text("utf-8").replace("CRIT_NA_LOW,", "OLDER,"), "utf-8")
    ((*rows,),) = [one.rows for one in compare(tmp_path / "old")]
    assert {(row.key, row.kind, row.words) for row in rows} == {
        ("CRIT_NA_LOW", "added", ("a new rule: more is asked",)),
        ("OLDER", "removed", ("looser: no longer asked",)),
    }
