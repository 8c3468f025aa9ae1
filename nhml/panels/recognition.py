"""What the header of a column says: which column of the panel frame, and in which unit."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Literal, NamedTuple

from nhml.knowledge import tables, vocabulary
from nhml.panels import frame, spelling
from nhml.panels.mapping import BORN
from nhml.panels.units import conversion

Level = Literal["sure", "likely", "possible"]
LEVELS: tuple[Level, ...] = ("sure", "likely", "possible")

_BRACKET = re.compile(r"(?P<name>.+?)\s*(?:\[(?P<square>.+)\]|\((?P<round>[^()]*)\))\s*")
_GAP = re.compile(r"[\s_,;:]+")
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma"}
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "œ": "oe", "æ": "ae"}
_SPECIMEN = ("imserum", "inserum", "serum", "is", "implasma", "inplasma", "plasma", "ip")
_UNIT_WORDS = re.compile(r"\b(einheit|units?|unité|unidad|unità|eenheid)\b", re.IGNORECASE)
_NEAR = 0.85
_SHORTEST = 5  # letters from which a misspelling can be told


class Meaning(NamedTuple):
    """What a name stands for."""

    columns: tuple[str, ...]
    languages: tuple[str, ...]
    level: Level
    why: str


class Recognised(NamedTuple):
    """What a header was taken for.

    Attributes
    ----------
    columns : tuple of str
        Columns of the panel frame, or ``date_of_birth``; several where it may be either.
    unit : str
        As the header states it, empty where it does not.
    level : {"sure", "likely", "possible"}
    languages : tuple of str
        Of the name; ``any`` where several use it.
    why : str
    """

    columns: tuple[str, ...]
    unit: str
    level: Level
    languages: tuple[str, ...]
    why: str


def plain(text: str) -> str:
    """Write a name without what laboratories write in many ways.

    Case, accents, blanks and punctuation; ``"Östradiol (E2)"`` becomes
    ``"oestradiole2"``.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    spelt = "".join(_UMLAUTS.get(one, _GREEK.get(one, one)) for one in folded)
    parts = unicodedata.normalize("NFKD", spelt)
    return "".join(one for one in parts if one.isalnum())


@cache
def known() -> dict[str, Meaning]:
    """Give every name that is known, in its plain form; names.csv comes first."""
    found: dict[str, Meaning] = {}
    for name in vocabulary.names():
        level: Level = "possible" if len(name.means) > 1 else "sure" if name.certain else "likely"
        why = "laboratories call it so"
        if level != "sure":
            why = f"the name alone does not say whether it is {' or '.join(name.means)}"
        other = found.get(plain(name.alias))
        languages = (*(other.languages if other else ()), *name.languages)
        found[plain(name.alias)] = Meaning(name.means, languages, level, why)
    for column in (*frame.columns(), frame.Column(BORN, "time", "", "Date of birth")):
        for text, why in ((column.name, "its name in nhml"), (column.words, "its label in nhml")):
            found.setdefault(plain(text), Meaning((column.name,), ("en",), "sure", why))
    for key, entry in tables.analytes().items():
        for code in entry.loinc:
            found[plain(code)] = Meaning((key,), ("any",), "sure", "its LOINC code")
    return found


def recognise(header: str, near: bool = True) -> Recognised | None:
    """Say what a header stands for; None where nothing is known by that name.

    Parameters
    ----------
    header : str
        Such as ``TSH [mU/l]``, ``glucose_mg_dl``, ``Testosteron, gesamt in nmol/l``.
    near : bool
        Whether to look for names that may have been misspelt, which takes longer.
    """
    if header in frame.names():
        return Recognised((header,), "", "sure", ("en",), "its name in nhml")
    for name, unit in _splits(header):
        meaning = _named(name)
        fits = [one for one in meaning.columns if is_unit(one, unit)] if meaning else []
        if meaning and fits:
            why = f"{meaning.why}; its unit stands in the header"
            return Recognised(tuple(fits), unit, meaning.level, meaning.languages, why)
    meaning = _named(header)
    if meaning:
        return Recognised(meaning.columns, "", meaning.level, meaning.languages, meaning.why)
    return _with_a_bracket(header) or (_misspelt(header) if near else None)


def is_unit(column: str, unit: str) -> bool:
    """Tell whether a unit belongs to a column of the panel frame."""
    if column in tables.analytes():
        return conversion(column, unit) is not None
    item = tables.context().get(column) or tables.symptoms().get(column)
    return item is not None and bool(item.unit) and item.unit in spelling.of_unit(unit)


def unit_column(header: str) -> tuple[str, ...] | None:
    """Give the analytes whose units stand beneath a header; () where it says only "unit".

    None where the header does not speak of units.
    """
    if header.endswith("_unit") and header.removesuffix("_unit") in tables.analytes():
        return (header.removesuffix("_unit"),)
    rest, number = _UNIT_WORDS.subn(" ", re.sub(r"\(\d+\)$", "", header.replace("_", " ")))
    if not number:
        return None
    found = recognise(rest.strip()) if plain(rest) else None
    if found is None:
        return () if not plain(rest) else None
    return tuple(one for one in found.columns if one in tables.analytes())


def _named(name: str) -> Meaning | None:
    """Look a name up, also with the specimen behind it where the analyte is of that."""
    text = plain(name)
    if text in known():
        return known()[text]
    for word in _SPECIMEN:
        meaning = known().get(text.removesuffix(word)) if text.endswith(word) else None
        if meaning and all(_of_blood(one) for one in meaning.columns):
            return meaning
    return None


def _of_blood(column: str) -> bool:
    entry = tables.analytes().get(column)
    return entry is not None and entry.specimen.split()[0] in ("serum", "plasma")


def _splits(header: str) -> Iterator[tuple[str, str]]:
    """Cut a header into a name and what may be its unit, in every way laboratories write it."""
    found = _BRACKET.fullmatch(header)
    if found:
        yield found["name"], found["square"] or found["round"] or ""
    for gap in _GAP.finditer(header):
        name, unit = header[: gap.start()], header[gap.end() :]
        name = re.sub(r"[\s_]in$", "", name)
        yield name, unit
        if "/" not in unit and "_" in unit:
            yield name, "/".join(unit.split("_per_" if "_per_" in unit else "_"))


def _with_a_bracket(header: str) -> Recognised | None:
    """Take the name before a bracket that says something unknown, such as another unit."""
    found = _BRACKET.fullmatch(header)
    meaning = _named(found["name"]) if found else None
    if meaning is None:
        return None
    inner = _named(found["square"] or found["round"] or "") if found else None
    if inner and inner.columns == meaning.columns:
        return Recognised(meaning.columns, "", meaning.level, meaning.languages, meaning.why)
    level: Level = "likely" if meaning.level == "sure" else meaning.level
    why = "what stands in brackets is neither its unit nor known"
    return Recognised(meaning.columns, "", level, meaning.languages, why)


def _misspelt(header: str) -> Recognised | None:
    found = _BRACKET.fullmatch(header)
    text = plain(found["name"] if found else header)
    near = get_close_matches(text, known(), 1, _NEAR) if len(text) >= _SHORTEST else []
    if not near or len(near[0]) < _SHORTEST:
        return None
    meaning = known()[near[0]]
    level: Level = "possible" if len(meaning.columns) > 1 else "likely"
    why = f"its name is near to one that {' or '.join(meaning.columns)} has"
    return Recognised(meaning.columns, "", level, meaning.languages, why)
