"""How well the cells of a column fit what its header was taken for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nhml.knowledge import tables, vocabulary
from nhml.panels import checks, dates, decimals, numbers
from nhml.panels.decimals import Evidence
from nhml.panels.ids import IDS
from nhml.panels.mapping import Column, code_key
from nhml.panels.recognition import LEVELS, Level
from nhml.panels.units import conversion

_MOST = 0.9  # share of the cells that must fit a form, or be numbers


class Signs(NamedTuple):
    """The decimal sign of a file, and the one that groups thousands.

    Attributes
    ----------
    decimal : str
        Empty where the file does not tell.
    thousands : str
    level : {"sure", "likely", "possible"}
    why : str
    """

    decimal: str
    thousands: str
    level: Level
    why: str


class Fit(NamedTuple):
    """What the cells of a column add to what its header said.

    Attributes
    ----------
    column : Column
        As it would be written into a mapping; without what is wanting.
    level : {"sure", "likely", "possible"}
    why : tuple of str
    wanting : {"", "unit", "codes", "dates", "decimal"}
        What must be said by a person before the column can be read.
    choices : tuple of str
        What could be said; those that the values would fit come first.
    """

    column: Column
    level: Level
    why: tuple[str, ...]
    wanting: str = ""
    choices: tuple[str, ...] = ()


def worse(*levels: Level) -> Level:
    """Give the least of several levels."""
    return max(levels, key=LEVELS.index)


def sent(cells: Sequence[str]) -> list[str]:
    """Leave out the cells that stand for no value."""
    absent = {code_key(word) for word in vocabulary.words("absent")} | numbers.ABSENT
    return [cell for cell in cells if code_key(cell) not in absent]


def signs(total: Evidence) -> Signs:
    """Judge the decimal sign from all columns of numbers in a file.

    Parameters
    ----------
    total : Evidence
        Of all these columns together.
    """
    comma, point = total.comma, total.point
    if comma == point == 0:
        if total.either_comma or total.either_point:
            why = "every number with a sign is such as 1,234 or 1.234: decimal or thousands?"
            return Signs("", "", "possible", why)
        return Signs(".", "", "sure", "no number has a sign")
    decimal = "," if comma > point else "."
    grouped = [one for one in total.grouped if one != decimal]
    thousands = grouped[0] if len(grouped) == 1 else ""
    few, many = sorted((comma, point))
    counted = f"{many} different numbers can be read only so"
    if few:
        return Signs(decimal, thousands, "likely", f"{counted}, and {few} only with the other sign")
    return Signs(decimal, thousands, "sure", counted)


def fit(
    column: Column, cells: Sequence[str], file: Signs, languages: Sequence[str] = ("any",)
) -> Fit:
    """Look at the distinct cells of a column in the light of what it is taken for.

    Parameters
    ----------
    column : Column
        With what its header says of it.
    cells : sequence of str
        Distinct, blanks left out.
    file : Signs
    languages : sequence of str
        Of its header.
    """
    there = sent(cells)
    if not there:
        return Fit(column, "possible", ("no cell holds anything",))
    if column.kind == "number":
        return _number(column, there, file)
    if column.kind in ("code", "flag"):
        return _coded(column, there, languages)
    if column.kind == "time":
        return _dated(column, there)
    return _plain(column, there)


def _plain(column: Column, cells: Sequence[str]) -> Fit:
    """Take text as it is; an id that a spreadsheet rounded is no id."""
    if column.column in IDS and any("e+" in cell.lower() for cell in cells):
        return Fit(column, "possible", ("a spreadsheet has rounded some ids, as in 1.2E+09",))
    return Fit(column, "sure", ())


def _number(column: Column, cells: Sequence[str], file: Signs) -> Fit:
    found, level, why = decimals.evidence(cells), LEVELS[0], list[str]()
    undetected = {code_key(word) for word in vocabulary.words("not_detected")}
    words = sum(code_key(cell) in undetected for cell in cells)
    numeric = found.numbers / max(found.numbers + found.others - words, 1)
    if numeric < _MOST:
        level = "possible"
        why.append(f"{found.others - words} of {len(cells)} different cells are no numbers")
    column, sign_level, sign_why = _signed(column, found, file)
    level, why = worse(level, sign_level), [*why, *sign_why]
    if not (column.decimal or file.decimal) and found.either_comma + found.either_point:
        return Fit(column, "possible", tuple(why), "decimal", (",", "."))
    if column.column not in tables.analytes():
        return Fit(column, level, tuple(why))
    fitting = _fitting_units(column, cells, file)
    if not column.unit:
        others = tuple(one for one in tables.analytes()[column.column].units if one not in fitting)
        hint = f"; its values would fit {', '.join(fitting)}" if fitting and others else ""
        why.append(f"its unit is stated nowhere{hint}")
        return Fit(column, level, tuple(why), "unit", (*fitting, *others))
    own = conversion(column.column, column.unit)
    if fitting and own not in [conversion(column.column, one) for one in fitting]:
        level = "possible"
        why.append(f"its values would fit only {' or '.join(fitting)}")
    return Fit(column, level, tuple(why))


def _signed(column: Column, found: Evidence, file: Signs) -> tuple[Column, Level, list[str]]:
    """Say where the signs of a column depart from those of the file."""
    if found.comma and found.point:
        why = f"the comma is decimal in {found.comma} different cells, the point in {found.point}"
        return column, "possible", [why]
    own = "," if found.comma else "." if found.point else ""
    if own and own != file.decimal:
        why = "its decimal sign is another than that of the file"
        return replace(column, decimal=own, thousands=""), "likely", [why]
    other = found.either_point if file.decimal == "," else found.either_comma
    grouping = "." if file.decimal == "," else ","
    if other and file.decimal and not own and grouping not in found.grouped:
        why = f"{other} different cells are such as 1{grouping}234: decimal or thousands?"
        return replace(column, thousands=grouping), "likely", [why]
    return column, "sure", []


def _fitting_units(column: Column, cells: Sequence[str], file: Signs) -> tuple[str, ...]:
    """Give the units in which the median of the values would be usual."""
    decimal = column.decimal or file.decimal or "."
    grouped = file.thousands if column.thousands is None else column.thousands
    rewritten = decimals.translator(decimal, "" if grouped == decimal else grouped)
    values = numbers.read(np.array([rewritten(cell) for cell in cells], dtype=object)).values
    if np.isnan(values).all():
        return ()
    return checks.fitting_units(column.column, float(np.nanmedian(values)))


def _coded(column: Column, cells: Sequence[str], languages: Sequence[str]) -> Fit:
    """Find the code sets that the cells are of; codes that nobody knows are counted only."""
    sets = vocabulary.codes("sex" if column.kind == "code" else "flag")
    seen = {code_key(cell) for cell in cells}
    best = max(len(seen & _keys(one)) for one in sets)
    fits = [one for one in sets if best and len(seen & _keys(one)) == best]
    spoken = [one for one in fits if set(one.languages) & {*languages, "any"}] or fits
    if "any" in languages:
        spoken = fits
    unknown = len(seen) - best
    why = [f"{unknown} other codes, which would be told as problems"] if unknown else []
    if not spoken:
        return Fit(column, "possible", ("none of its codes is known",), "codes")
    readings = {_read_as(one, seen) for one in spoken}
    certain = [_written(one, seen) for one in spoken if one.certain]
    if len(readings) > 1 or not certain:
        either = {turned for one in spoken for turned in (_written(one, seen), _turned(one, seen))}
        said = tuple(sorted(", ".join(f"{a}={b}" for a, b in one) for one in either))
        return Fit(column, "possible", (*why, "its codes may stand for either"), "codes", said)
    read = replace(column, codes=dict(certain[0]))
    return Fit(read, "likely" if unknown else "sure", tuple(why))


def _keys(one: vocabulary.Codes) -> set[str]:
    return {code_key(code) for code in one.meanings}


def _read_as(one: vocabulary.Codes, seen: set[str]) -> frozenset[tuple[str, str]]:
    pairs = {(code_key(code), meaning) for code, meaning in one.meanings.items()}
    return frozenset(pair for pair in pairs if pair[0] in seen)


def _written(one: vocabulary.Codes, seen: set[str]) -> tuple[tuple[str, str], ...]:
    """Give the codes of a set that say something, and of the others those that were seen."""
    return tuple(
        (code, meaning)
        for code, meaning in one.meanings.items()
        if meaning or code_key(code) in seen
    )


def _turned(one: vocabulary.Codes, seen: set[str]) -> tuple[tuple[str, str], ...]:
    other = {"F": "M", "M": "F", "yes": "no", "no": "yes", "": ""}
    return tuple((code, other[meaning]) for code, meaning in _written(one, seen))


def _dated(column: Column, cells: Sequence[str]) -> Fit:
    counts: Mapping[str, int] = dates.fitting(cells)
    most = max(counts.values(), default=0)
    forms = tuple(form for form, count in counts.items() if count == most)
    if most < _MOST * len(cells):
        why = f"no form of date fits {len(cells) - most} of {len(cells)} different cells"
        return Fit(column, "possible", (why,), "dates", tuple(dates.FORMS))
    if len(forms) > 1:
        why = f"every date may be {' or '.join(forms)}"
        return Fit(column, "possible", (why,), "dates", forms)
    why = f"{most} of {len(cells)} different dates can be read only so"
    level: Level = "sure" if most == len(cells) else "likely"
    return Fit(replace(column, dates=forms[0]), level, (why,))
