"""What holds, what does not, what is not known, and what waits for what."""

import numpy as np
import pytest

from nhml.panels.expressions import parse
from nhml.panels.logic import Reading

NAN = float("nan")
COLUMNS = {
    "age": np.array([30.0, 60.0, NAN]),
    "sex": np.array(["F", "M", None], dtype=object),
    "pregnant": np.array([1.0, 0.0, NAN]),
    "tsh": np.full(3, NAN),
}
ASKED: list[str] = []


def fetch(name: str) -> np.ndarray:
    """Give a column, and remember that it was asked for."""
    ASKED.append(name)
    return COLUMNS[name]


def told(condition: str) -> list[str]:
    """Write each panel's truth as one letter: true, false, granted, unknown."""
    truth = Reading(fetch).truth(parse(condition))
    rows = zip(*np.broadcast_arrays(*truth, COLUMNS["age"])[:3], strict=True)
    return ["T" if true else "F" if false else "G" if kept else "?" for true, false, kept in rows]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("pregnant", "TF?"),
        ("not pregnant", "FTG"),  # granted: the unknown exclusion is taken as absent
        ("age > 20 and not pregnant", "FT?"),  # the trigger is unknown as well
        ("not pregnant or age > 50", "FTG"),
        ("tsh > 4", "???"),
        ("not (tsh > 4)", "GGG"),
        ("not is_set(tsh)", "TTT"),
        ("not (is_set(tsh) and tsh > 4)", "TTT"),  # not measured, and so not above
        ("not (age > 20 and not pregnant)", "TFG"),
        ("sex == 'F' and age < 40", "TF?"),
        ("at_least(2, sex == 'F', age < 40, pregnant)", "TF?"),
        ("at_least(2, sex == 'F', not pregnant, not (tsh > 4))", "GGG"),
    ],
)
def test_each_panel_has_one_of_four_truths(condition: str, expected: str) -> None:
    """Three panels; of the last one nothing is known."""
    assert "".join(told(condition)) == expected


def test_a_column_is_fetched_once() -> None:
    """However many conditions read it."""
    ASKED.clear()
    reading = Reading(fetch)
    for condition in ("age > 20", "age > 30 or age < 10", "is_set(age)"):
        reading.truth(parse(condition))
    assert ASKED == ["age"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("age > 20 and pregnant", {"age": [2], "pregnant": [2]}),
        ("tsh > 4 and pregnant", {"tsh": [0, 2], "pregnant": [2]}),  # the second is clear
        ("tsh > 4 or pregnant", {"tsh": [1, 2], "pregnant": [2]}),  # the first is true
        ("tsh > 4 and not pregnant", {"tsh": [1, 2], "pregnant": [2]}),
        ("is_set(tsh) or age > 40", {"age": [2]}),
        ("age + tsh > 100", {"age": [2], "tsh": [0, 1, 2]}),
        ("at_least(2, tsh > 4, age > 40, age < 10)", {"tsh": [1, 2], "age": [2]}),
    ],
)  # fmt: skip
def test_what_would_settle_a_condition_is_named(
    condition: str, expected: dict[str, list[int]]
) -> None:
    """Only unknown columns, and only where the rest does not decide."""
    reading, tree = Reading(fetch), parse(condition)
    truth = reading.truth(tree)
    found = reading.unsettled(tree, np.broadcast_to(~truth.true & ~truth.false, 3))
    rows = {name: np.flatnonzero(where).tolist() for name, where in found.items()}
    assert {name: at for name, at in rows.items() if at} == expected


def test_a_limit_of_the_laboratory_is_read() -> None:
    """Where it states one."""
    reading = Reading(lambda name: np.array([1.0]), {("tsh", "high"): 0.5})
    assert reading.truth(parse("tsh > limit(tsh, high)")).true.all()
    assert not reading.truth(parse("tsh < limit(tsh, low)")).granted.any()


ENDS = {"tsh": (np.array([0.0, 1.0, 5.0, NAN]), np.array([5.0, 1.0, np.inf, NAN]))}
SENT = {"tsh": np.array([5 / 2**0.5, 1.0, 5.0, NAN]), "age": np.full(4, 5.0)}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("tsh < 6", "TT??"), ("tsh < 5", "TTF?"), ("tsh <= 5", "TTF?"), ("tsh < 4", "?TF?"),
        ("tsh > 4", "?FT?"), ("tsh >= 5", "FFT?"), ("tsh > 5", "FFT?"), ("tsh > 6", "FF??"),
        ("tsh > 0", "TTT?"), ("tsh < 0", "FFF?"), ("tsh == 1", "?TF?"), ("tsh == 5", "FFF?"),
        ("tsh != 5", "TTT?"), ("4 > tsh", "?TF?"), ("5 <= tsh", "FFT?"), ("tsh == 4", "?FF?"),
        ("not (tsh > 4)", "GTFG"), ("is_set(tsh)", "TTTF"), ("tsh", "TTT?"),
        ("tsh + age > 5", "TTT?"), ("tsh - age < 0", "TTF?"), ("age - tsh > 0", "TTF?"),
        ("-tsh < 0", "TTT?"), ("tsh - tsh == 0", "?T??"), ("3 < tsh < 6", "?F??"),
    ],
)  # fmt: skip
def test_a_value_beyond_detection_decides_only_what_holds_wherever_it_lies(
    condition: str, expected: str
) -> None:
    """Sent as <5, 1, >5 and not at all."""
    reading = Reading(SENT.__getitem__, ends=ENDS.get)
    truth = np.broadcast_arrays(*reading.truth(parse(condition)), SENT["age"])[:3]
    rows = zip(*truth, strict=True)
    told = ["T" if yes else "F" if no else "G" if kept else "?" for yes, no, kept in rows]
    assert "".join(told) == expected


def test_what_is_not_exact_is_waited_for_like_what_is_unknown() -> None:
    """A better assay would settle it."""
    reading, tree = Reading(SENT.__getitem__, ends=ENDS.get), parse("tsh < 3 and age > 2")
    truth = reading.truth(tree)
    found = reading.unsettled(tree, ~truth.true & ~truth.false)
    rows = {name: np.flatnonzero(where).tolist() for name, where in found.items()}
    assert rows == {"tsh": [0, 3], "age": []}


def test_a_difference_is_no_longer_than_what_was_sent():
    """2.6 - 1.2 is a hair above 1.4 in the machine, and no rise of more than 1.4 to anybody."""
    sent = {"psa": np.array([2.6, 2.7]), "psa_baseline": np.array([1.2, 1.2])}
    truth = Reading(sent.__getitem__).truth(parse("psa - psa_baseline > 1.4"))
    assert truth.true.tolist() == [False, True]
