"""How laboratories spell what the tables name: units, and columns of the panel frame."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from nhml.knowledge import tables
from nhml.panels.frame import names

_LITRE = re.compile(r"(?<=[dcmunpf/])l(?=$|[/{])")  # of dl, not of mol
_UNIT = re.compile(r"[\[(].*", re.DOTALL)


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
    text = _UNIT.sub("", unicodedata.normalize("NFKC", name).casefold())
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
