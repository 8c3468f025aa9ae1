"""Typed, cached readers of the clinical tables.

Every table lies in ``nhml/knowledge/tables/`` as CSV. Every row names its source
by a key of ``sources.toml`` and how far it was checked (``verified-here``,
``well-known``, ``uncertain``). A table with mistakes is refused, all mistakes at
once, with file and row.
"""

import csv
import hashlib
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

from nhml.errors import KnowledgeError, listing
from nhml.knowledge.entries import (
    AXES,
    CONFIDENCE,
    Analyte,
    Index,
    Item,
    Outcome,
    Row,
    split,
)
from nhml.knowledge.instruments import Instrument
from nhml.knowledge.intervals import ReferenceInterval
from nhml.knowledge.learnt import Learnt
from nhml.knowledge.rhythms import RhythmFeature
from nhml.knowledge.rules import Rule
from nhml.knowledge.therapy import ClinicalRule, Intervention, Variation

_FOLDER = files("nhml.knowledge") / "tables"
_Entry = TypeVar("_Entry")


@cache
def sources() -> Mapping[str, Mapping[str, str]]:
    """Read ``sources.toml``: for each key a title and where it was found."""
    return MappingProxyType(tomllib.loads((_FOLDER / "sources.toml").read_text("utf-8")))


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Read one table as text, after checking sources, confidence and keys.

    Parameters
    ----------
    name : str
        File name without suffix, such as ``"analytes"``.

    Raises
    ------
    KnowledgeError
        If there is no such table, or a row has no known source, a confidence that is not
        one, cells too many or too few, or repeats a key.
    """
    table = tuple(csv.DictReader(text(name).splitlines()))
    mistakes = [
        f"row {number}: {mistake}"
        for number, row in enumerate(table, start=2)
        for mistake in _mistakes(row)
    ]
    keys = [row.get("key") or row.get("alias") for row in table]
    mistakes += [
        f"key {key!r} stands twice"
        for key in sorted({key for key in keys if key and keys.count(key) > 1})
    ]
    if mistakes:
        raise KnowledgeError(listing(f"tables/{name}.csv cannot be used", mistakes))
    return table


def text(name: str) -> str:
    """Give one table as it stands in its file.

    Raises
    ------
    KnowledgeError
        If there is no such table.
    """
    files = sorted(one.name for one in _FOLDER.iterdir() if one.name.endswith(".csv"))
    known = [one.removesuffix(".csv") for one in files]
    if name not in known:
        raise KnowledgeError(f"there is no table {name!r}; wanted {', '.join(known)}")
    return (_FOLDER / f"{name}.csv").read_text("utf-8")


def cited(row: Row) -> tuple[str, ...]:
    """Give the sources of a row: title and where each was found."""
    found = [sources()[key] for key in split(row["source"])]
    return tuple(f"{one['title']} ({one['where']})" for one in found)


def _mistakes(row: Row) -> list[str]:
    if None in row or None in row.values():
        return ["cells too many or too few for the header"]
    found = []
    cited = split(row.get("source", ""))
    unknown = [key for key in cited if key not in sources()]
    if not cited:
        found.append("no source")
    if unknown:
        found.append(f"source {', '.join(unknown)} is not a key of sources.toml")
    if row.get("confidence") not in CONFIDENCE:
        found.append(f"confidence is not one of {', '.join(CONFIDENCE)}")
    if "axis" in row and row["axis"] not in AXES:
        found.append(f"axis is not one of {', '.join(AXES)}")
    return found


@cache
def analytes() -> Mapping[str, Analyte]:
    """Read ``analytes.csv``, in its order."""
    return _keyed("analytes", Analyte.from_row)


@cache
def outcomes() -> Mapping[str, Outcome]:
    """Read ``outcomes.csv``."""
    return _keyed("outcomes", Outcome.from_row)


@cache
def indices() -> Mapping[str, Index]:
    """Read ``indices.csv``."""
    return _keyed("indices", Index.from_row)


@cache
def symptoms() -> Mapping[str, Item]:
    """Read ``symptoms.csv``: symptom items and other things that people report."""
    return _keyed("symptoms", Item.from_row)


@cache
def context() -> Mapping[str, Item]:
    """Read ``context.csv``: what surrounds the draw, therapies and histories."""
    return _keyed("context", Item.from_row)


@cache
def instruments() -> Mapping[str, Instrument]:
    """Read ``instruments.csv``: totals over symptom items."""
    return _keyed("instruments", Instrument.from_row)


@cache
def learnt() -> Mapping[str, Learnt]:
    """Read ``learnt.csv``: numbers whose reference is learnt in training."""
    return _keyed("learnt", Learnt.from_row)


@cache
def rhythms() -> Mapping[str, RhythmFeature]:
    """Read ``rhythms.csv``: numbers of a timed series."""
    return _keyed("rhythms", RhythmFeature.from_row)


@cache
def rhythm_limits() -> Mapping[str, float]:
    """Read ``rhythm_limits.csv``: what a timed series must have, in the units stated there."""
    return _keyed("rhythm_limits", lambda row: float(row["value"]))


@cache
def safety_rules() -> Mapping[str, Rule]:
    """Read ``safety_rules.csv``: what must not be missed, and when no risk is given."""
    return _keyed("safety_rules", Rule.from_row)


@cache
def reference_intervals() -> Mapping[str, tuple[ReferenceInterval, ...]]:
    """Read ``reference_intervals.csv``: the intervals of each analyte, in their order."""
    found: dict[str, list[ReferenceInterval]] = {}
    for one in _built("reference_intervals", ReferenceInterval.from_row):
        found.setdefault(one.analyte, []).append(one)
    return MappingProxyType({analyte: tuple(several) for analyte, several in found.items()})


@cache
def clinical_rules() -> Mapping[str, ClinicalRule]:
    """Read ``clinical_rules.csv``, by the outcome that each rule is for."""
    found = _built("clinical_rules", ClinicalRule.from_row)
    return MappingProxyType({outcome: one for one in found for outcome in one.outcomes})


@cache
def interventions() -> Mapping[str, Intervention]:
    """Read ``interventions.csv``: drugs, hormones, and what people do themselves."""
    return _keyed("interventions", Intervention.from_row)


@cache
def biological_variation() -> tuple[Variation, ...]:
    """Read ``biological_variation.csv``: how much values move in health."""
    return tuple(_built("biological_variation", Variation.from_row))


@cache
def names() -> Mapping[str, str]:
    """List the tables by name, each with what it holds, as ``about.csv`` says."""
    return MappingProxyType({row["key"]: row["about"] for row in rows("about")})


@cache
def unit_aliases() -> Mapping[str, str]:
    """Read ``unit_aliases.csv``: what laboratories write, and the UCUM unit it stands for."""
    return MappingProxyType({row["alias"]: row["unit"] for row in rows("unit_aliases")})


@cache
def single_sex() -> Mapping[str, str]:
    """Read ``single_sex.csv``: columns that only one sex has, and which."""
    return MappingProxyType({row["key"]: row["sex"] for row in rows("single_sex")})


def digest(name: str) -> str:
    """Give the SHA-256 of a table's rows as read, whatever its line ends."""
    text = "\n".join("\x1f".join(row.values()) for row in rows(name))
    return hashlib.sha256(text.encode()).hexdigest()


def _keyed(name: str, build: Callable[[Row], _Entry]) -> Mapping[str, _Entry]:
    keys = [row.get("key", "") for row in rows(name)]
    return MappingProxyType(dict(zip(keys, _built(name, build), strict=True)))


def _built(name: str, build: Callable[[Row], _Entry]) -> list[_Entry]:
    entries, mistakes = [], []
    for number, row in enumerate(rows(name), start=2):
        try:
            entries.append(build(row))
        except (KeyError, ValueError) as error:
            mistakes.append(f"row {number}: {type(error).__name__}: {error}")
    if mistakes:
        raise KnowledgeError(listing(f"tables/{name}.csv cannot be used", mistakes))
    return entries
