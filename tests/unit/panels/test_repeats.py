"""What a panel was sent more than once."""

import numpy as np
import pytest

from nhml.panels import repeats
from nhml.panels.unreadable import SEVERAL


def told(key, *sendings):
    """One panel, measured so often: its value, unit and comparator."""
    value, unit, sign = (np.array(cells, dtype=object) for cells in zip(*sendings, strict=True))
    panel = np.zeros(len(sendings), dtype=np.int64)
    columns = repeats.measured(key, panel, 1, value, unit, sign)
    return tuple(columns[name][0] if name in columns else None
                 for name in (key, f"{key}_unit", f"{key}_comparator"))  # fmt: skip


@pytest.mark.parametrize(
    ("key", "sendings"),
    [
        ("tsh", [("2.1", "mIU/L", None), ("2.1", "mIU/L", None)]),
        ("tsh", [("2.1", "mIU/L", None), ("2.10", "mIU/L", None)]),
        ("tsh", [("2.1", "mIU/L", None), ("2.1", "µIU/mL", None)]),
        ("tsh", [("2.1", "mIU/L", None), (" ", "mIU/L", None)]),
        ("glucose", [("95", "mg/dL", None), ("5.3", "mmol/L", None)]),  # 5.27
        ("glucose", [("5", "mmol/L", None), ("95", "mg/dL", None)]),  # 4.5 to 5.5
        ("hba1c", [("5.7", "%", None), ("39", "mmol/mol", None)]),
    ],
)
def test_what_agrees_is_one_measurement(key, sendings):
    """The first of them stands; another unit agrees as far as its digits go."""
    assert told(key, *sendings) == sendings[0]


@pytest.mark.parametrize(
    ("key", "sendings"),
    [
        ("tsh", [("2.1", "mIU/L", None), ("7.4", "mIU/L", None)]),
        ("tsh", [("2.1", "mIU/L", None), ("2.14", "mIU/L", None)]),  # one unit: no rounding
        ("tsh", [("0.1", "mIU/L", "<"), ("0.1", "mIU/L", None)]),
        ("tsh", [("2.1", "mIU/L", None), ("ND", "mIU/L", None)]),
        ("tsh", [("2.1", "mIU/L", None), ("2.1", "furlong", None)]),
        ("glucose", [("95", "mg/dL", None), ("5.4", "mmol/L", None)]),  # 96.4 to 98.2
    ],
)
def test_what_differs_stands_together(key, sendings):
    """Nothing is chosen: the reader of values sees both, and takes neither."""
    value, _, _ = told(key, *sendings)
    assert value == SEVERAL.join(cell for cell, _, _ in sendings)


def test_cells_of_a_person_are_one_or_all():
    """In the order of the file; blanks say nothing."""
    cells = np.array(["b", "a", None, "b", " "], dtype=object)
    panel = np.array([0, 0, 1, 2, 2])
    assert repeats.joined(cells, panel, 4, "|").tolist() == ["b|a", None, "b", None]
