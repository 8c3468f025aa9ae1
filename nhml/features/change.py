"""Whether a value of a person has changed by more than it moves by itself.

A change beyond the reference change value is probably real; that says neither that it
matters nor what brought it about.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.features import variation
from nhml.features.comparable import Codes, Setting, bit, bounds, written
from nhml.features.draws import Bools, Ints
from nhml.knowledge.therapy import Variation
from nhml.panels.codes import CODES
from nhml.panels.ids import IDS
from nhml.panels.panel import Floats, Panels

REAL, NOISE, UNKNOWN = "real change", "within noise", "not assessable"
AGAINST = ("previous", "first", "mean")
COLUMNS = (
    "subject_id", "analyte", "panel_id", "row", "against", "from_panel_id", "from_row", "results",
    "days", "reference", "value", "change_percent", "log2_ratio", "limit_down", "limit_up",
    "verdict", "direction", "reasons", "assumed", "therapy",
)  # fmt: skip


def changes(panels: Panels, analytical: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Compare every value of a person with earlier ones, for all people and analytes at once.

    Parameters
    ----------
    panels : Panels
        Checked, in canonical units, with ``subject_id`` and ``drawn_at``; in any order.
    analytical : mapping of str to float, optional
        The laboratory's own coefficient of variation by analyte [%].

    Returns
    -------
    DataFrame
        `COLUMNS`. Each value is held against the ``previous`` one; from the third on
        against the ``first`` and, where two earlier values at least can be compared with
        it, against their ``mean`` too (`results` says how many). ``verdict`` is ``real
        change`` (``direction`` up or down), ``within noise`` or ``not assessable``, whose
        ``reasons`` are codes of `nhml.features.comparable.reasons`. ``assumed`` lists what
        was not stated and taken as equal; ``therapy`` which therapies began or ended
        between the two. Into a mean go only values under the same therapies. Values are
        canonical; limits are percentages of ``reference``; ``row`` and ``from_row`` are
        positions.
    """
    setting = Setting.of(panels)
    found = [
        part
        for at, key in enumerate(panels.keys)
        for part in _of_analyte(setting, key, at, (analytical or {}).get(key))
    ]
    found += _left_out(setting)
    if not found:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    return _frame(panels, setting, found)


def compare(
    panels: Panels,
    analyte: str,
    first: int,
    last: int,
    analytical: Mapping[str, float] | None = None,
) -> pd.Series:
    """Compare the values of one analyte at two draws of one person, as `changes` does.

    Parameters
    ----------
    panels : Panels
    analyte : str
        One of ``panels.keys``.
    first, last : int
        Positions of the earlier and of the later draw.
    """
    setting, at = Setting.of(panels), panels.keys.index(analyte)
    pair, own = (np.array([first]), np.array([last])), (analytical or {}).get(analyte)
    for row, code, rows in _by_sex(setting, analyte, pair[1]):
        if len(rows):
            return _frame(
                panels, setting, [_compared(setting, analyte, at, row, code, pair, own)]
            ).iloc[0]
    raise AssertionError  # every draw belongs to one of them


class _Part(NamedTuple):
    analyte: str
    against: str
    first: Ints  # -1 where it is no single draw
    last: Ints
    results: Ints
    reference: Floats
    value: Floats
    down: Floats
    up: Floats
    direction: npt.NDArray[np.int8]
    known: Bools
    exact: Bools
    reasons: Codes
    assumed: Codes
    therapy: Codes


def _of_analyte(setting: Setting, key: str, at: int, own: float | None) -> Iterator[_Part]:
    order = setting.draws.order()
    ordered = order[~np.isnan(setting.panels.values[order, at])]
    for row, code, rows in _by_sex(setting, key, ordered):
        person = setting.draws.person[rows]
        place = np.arange(len(rows)) - np.searchsorted(person, person)  # of the value, from 0
        second, third = np.flatnonzero(place > 0), np.flatnonzero(place > 1)
        previous = (rows[second - 1], rows[second])
        first = (rows[third - place[third]], rows[third])
        for against, pair in (("previous", previous), ("first", first)):
            if len(pair[1]):
                yield _compared(setting, key, at, row, code, pair, own)._replace(against=against)
        if row is not None and len(third):
            yield from _against_mean(setting, key, at, row, rows, place, own)


def _by_sex(setting: Setting, key: str, rows: Ints) -> Iterator[tuple[Variation | None, str, Ints]]:
    """Part draws by the row of the table that holds for their person, or why none does."""
    sex, left = setting.sex[rows], np.ones(len(rows), dtype=bool)
    known = variation.rows(key)
    for one in known:
        own = left if not one.sex else left & np.asarray(sex == one.sex, dtype=bool)
        yield one, "", rows[own]
        left = left & ~own
    unknown = np.array([one is None for one in sex], dtype=bool)
    if not known:
        yield None, "no_variation", rows[left]
        return
    yield None, "sex_unknown", rows[left & unknown]
    yield None, "other_sex", rows[left & ~unknown]


def _compared(
    setting: Setting,
    key: str,
    at: int,
    row: Variation | None,
    code: str,
    pair: tuple[Ints, Ints],
    own: float | None,
) -> _Part:
    first, last = pair
    panels, size = setting.panels, len(last)
    reference, value = panels.values[first, at], panels.values[last, at]
    exact = (panels.censored[first, at] == 0) & (panels.censored[last, at] == 0)
    up = down = np.full(size, np.nan)
    if row is None:
        against, assumed = np.full(size, bit(code)), np.zeros(size, dtype=np.int64)
    else:
        against, assumed = setting.differing(key, row, pair)
        against[(reference <= 0) & exact] |= bit("no_reference")
        up, down = variation.limits(
            row.within_person or 0.0, variation.analytical(row, own), np.ones(size)
        )
    direction, known = _moved(
        bounds(reference, panels.censored[first, at]),
        bounds(value, panels.censored[last, at]),
        (down, up),
    )
    against |= np.where((against == 0) & ~known, bit("censored"), 0)
    one = np.ones(size, dtype=np.intp)
    return _Part(
        key, AGAINST[0], first, last, one, reference, value, down, up,
        direction, against == 0, exact, against, assumed, setting.therapies(pair),
    )  # fmt: skip


def _moved(
    first: tuple[Floats, Floats], last: tuple[Floats, Floats], limits: tuple[Floats, Floats]
) -> tuple[npt.NDArray[np.int8], Bools]:
    """Tell which way a value moved, 0 within noise, and whether that can be told."""
    with np.errstate(divide="ignore", invalid="ignore"):
        least, most = 100.0 * (last[0] / first[1] - 1.0), 100.0 * (last[1] / first[0] - 1.0)
    down, up = limits
    rose, fell = least > up, most < down
    still = (most <= up) & (least >= down)
    return (rose.astype(np.int8) - fell.astype(np.int8)), rose | fell | still


def _against_mean(
    setting: Setting, key: str, at: int, row: Variation, rows: Ints, place: Ints, own: float | None
) -> Iterator[_Part]:
    """Hold values against the mean of all earlier ones that can be compared with them."""
    panels, assay = setting.panels, variation.analytical(row, own)
    log = variation.skewed(row, assay)
    total, many = np.zeros(len(rows)), np.zeros(len(rows), dtype=np.intp)
    assumed = np.zeros(len(rows), dtype=np.int64)
    for lag in range(1, int(place.max()) + 1):
        late = np.flatnonzero(place >= lag)
        first, last = rows[late - lag], rows[late]
        against, unstated = setting.differing(key, row, (first, last))
        earlier = panels.values[first, at]
        against |= setting.therapies((first, last))
        taken = (against == 0) & (panels.censored[first, at] == 0) & (earlier > 0)
        late, earlier = late[taken], earlier[taken]
        total[late] += np.log(earlier) if log else earlier
        many[late] += 1
        assumed[late] |= unstated[taken]
    several = np.flatnonzero(many > 1)
    if not len(several):
        return
    last, results = rows[several], many[several]
    reference = total[several] / results
    reference = np.exp(reference) if log else reference
    value, sign = panels.values[last, at], panels.censored[last, at]
    up, down = variation.limits(row.within_person or 0.0, assay, results)
    direction, known = _moved((reference, reference), bounds(value, sign), (down, up))
    yield _Part(
        key, AGAINST[2], np.full(len(last), -1), last, results, reference, value, down, up,
        direction, known, sign == 0, np.where(known, 0, bit("censored")), assumed[several],
        np.zeros(len(last), dtype=np.int64),
    )  # fmt: skip


def _left_out(setting: Setting) -> Iterator[_Part]:
    """Say of values that were rejected or have no time that they are compared with none."""
    panels, draws = setting.panels, setting.draws
    several = np.bincount(draws.person)[draws.person] > 1
    wrong = np.zeros(panels.values.shape, dtype=bool)
    places = {key: at for at, key in enumerate(panels.keys)}
    for one in panels.problems:
        key = one.column.removesuffix("_unit").removesuffix("_comparator")
        if key in places and CODES[one.code].severity == "reject":
            wrong[one.row, places[key]] = True
        elif one.column in IDS and CODES[one.code].severity == "reject":
            wrong[one.row] |= ~np.isnan(panels.values[one.row])
    undated = draws.usable & np.isnat(draws.when)
    for at, key in enumerate(panels.keys):
        without = undated & ~np.isnan(panels.values[:, at])
        for code, where in (("rejected", wrong[:, at]), ("undated", without & ~wrong[:, at])):
            rows = np.flatnonzero(where & several)
            if len(rows):
                yield _unheld(key, rows, bit(code), panels.values[rows, at])


def _unheld(key: str, rows: Ints, code: int, values: Floats) -> _Part:
    nothing, no = np.full(len(rows), np.nan), np.zeros(len(rows), dtype=bool)
    none = np.zeros(len(rows), dtype=np.int64)
    return _Part(
        key, AGAINST[0], np.full(len(rows), -1), rows, none.astype(np.intp), nothing, values,
        nothing, nothing, none.astype(np.int8), no, no, none + code, none, none,
    )  # fmt: skip


def _frame(panels: Panels, setting: Setting, parts: list[_Part]) -> pd.DataFrame:
    joined = {
        name: np.concatenate([getattr(one, name) for one in parts])
        for name in _Part._fields
        if name not in ("analyte", "against")
    }
    sizes = [len(one.last) for one in parts]
    first, last, exact = joined["first"], joined["last"], joined["exact"]
    with np.errstate(divide="ignore", invalid="ignore"):
        told = exact & (joined["reference"] > 0)
        ratio = np.where(told, joined["value"] / joined["reference"], np.nan)
        fold = np.where(ratio > 0, np.log2(ratio), np.nan)
    days = (setting.draws.when[last] - setting.draws.when[first]).astype(np.float64) / 86_400.0
    single = first >= 0
    known, way = joined["known"], joined["direction"]
    cells: dict[str, object] = {
        "subject_id": panels.subject_id[last],
        "analyte": np.repeat(np.array([one.analyte for one in parts], dtype=object), sizes),
        "panel_id": panels.panel_id[last],
        "row": last,
        "against": np.repeat(np.array([one.against for one in parts], dtype=object), sizes),
        "from_panel_id": np.where(single, panels.panel_id[first], None),
        "from_row": first,
        "results": joined["results"],
        "days": np.where(single, days, np.nan),
        "reference": joined["reference"],
        "value": joined["value"],
        "change_percent": 100.0 * (ratio - 1.0),
        "log2_ratio": fold,
        "limit_down": joined["down"],
        "limit_up": joined["up"],
        "verdict": np.where(known, np.where(way != 0, REAL, NOISE), UNKNOWN).astype(object),
        "direction": np.array(["", "up", "down"], dtype=object)[np.where(known, way, 0)],
        "reasons": written(joined["reasons"]),
        "assumed": written(joined["assumed"]),
        "therapy": written(joined["therapy"], setting.flags),
    }
    return pd.DataFrame(cells, columns=list(COLUMNS))
