"""How laboratories spell what the tables name: units, and columns of the panel frame."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from nhml.knowledge import tables
from nhml.knowledge.entries import Analyte, Item
from nhml.panels.frame import names

_LITRE = re.compile(r"(?<=[dcmunpf/])l(?=$|[/{])")  # of dl, not of mol
MAP = "nhml map FILE -o mapping.toml"  # the way out where a file is spelt in its own way

_UNIT = re.compile(r"[\[(（［].*", re.DOTALL)


def of_unit(unit: str) -> tuple[str, ...]:
    """Give the spellings of a unit under which a table may hold it, as sent first.

    Parameters
    ----------
    unit : str
        As a laboratory writes it. Blanks, the sign of micro and the case of the litre
        do not matter; no other case is guessed.
    """
    aliases, sent, tidy = tables.unit_aliases(), unit.strip(), _tidied(unit)
    return sent, aliases.get(sent, sent), tidy, aliases.get(tidy, tidy)


def _tidied(unit: str) -> str:
    """Write ``" µg / dl"`` as ``"ug/dL"``."""
    text = "".join(unicodedata.normalize("NFKC", unit).split()).replace(
        "\N{GREEK SMALL LETTER MU}", "u"
    )
    return _LITRE.sub("L", re.sub("^mcg", "ug", text))


def bare(name: str) -> str:
    """Write a column's name without what the eye passes over.

    Case, width, blanks, underscores, signs that are not seen, and what follows an
    opening bracket: ``" SHBG (nmol/L)"`` becomes ``"shbg"``.
    """
    return folded(_UNIT.sub("", name))


def folded(name: str) -> str:
    """Write a name without case, width, blanks, underscores and signs that are not seen."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in text if sign.isprintable() and sign not in " _")


@cache
def columns() -> frozenset[str]:
    """Give every column that is read: those of the panel frame, and units of items."""
    items = (*tables.context(), *tables.symptoms())
    return names() | {f"{item}_unit" for item in items}


@cache
def bare_columns() -> Mapping[str, str]:
    """Give every column that is read, by its bare name."""
    return {bare(name): name for name in sorted(columns())}


@cache
def measured() -> Mapping[str, str]:
    """Give every analyte, symptom and context column by its folded key or whole label.

    A label that two of them share stands for neither. What stands in brackets counts
    here: "Testosterone (free)" is not testosterone.
    """
    items = (*tables.symptoms().values(), *tables.context().values())
    entries: tuple[Analyte | Item, ...] = (*tables.analytes().values(), *items)
    labels = [folded(entry.label) for entry in entries]
    by_label = {
        label: entry.key
        for label, entry in zip(labels, entries, strict=True)
        if labels.count(label) == 1
    }
    others = {folded(name): column for name, column in tables.other_names().items()}
    return {**by_label, **others, **{folded(entry.key): entry.key for entry in entries}}


@cache
def loinc() -> Mapping[str, str]:
    """Give the analyte of every LOINC code of the tables, of mass and of amount alike."""
    return {code: key for key, entry in tables.analytes().items() for code in entry.loinc}
