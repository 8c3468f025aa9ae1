"""Every feature that nhml can make, and how it comes into a model.

Besides what the panel frame holds there are indices, totals of questionnaires, numbers
whose reference is learnt in training (``learnt.csv``), and, by name only:

- ``below_bpa``: whether an analyte stood below its limit of detection;
- ``zlog_tsh``: where it stands in the published reference interval;
- ``phase_luteal``, ``postmenopausal``: what ``cycle_phase`` says, as flags.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from nhml.features.feature import Feature
from nhml.features.intervals import PHASES, READ, has_zlog
from nhml.knowledge import tables
from nhml.panels import expressions

BELOW, ZLOG = "below_", "zlog_"


class Known(NamedTuple):
    """A feature and how it is chosen.

    Attributes
    ----------
    feature : Feature
    default : bool
        Whether it comes with its group, or with its inputs where it is derived; else it
        comes by name only.
    derived : bool
        Whether it is made of other columns.
    """

    feature: Feature
    default: bool
    derived: bool = False


@cache
def known() -> Mapping[str, Known]:
    """List every feature by name: person, analytes, symptoms, then what is derived."""
    listed = (*_people(), *_analytes(), *_symptoms(), *_indices(), *_totals(), *_learnt())
    return {one.feature.name: one for one in (*listed, *_by_name())}


def _people() -> Iterator[Known]:
    for item in tables.context().values():
        if item.kind in ("number", "flag", "code"):
            yield Known(Feature(item.key, "person", (item.key,), item.unit), item.predictor)


def _analytes() -> Iterator[Known]:
    for one in tables.analytes().values():
        yield Known(Feature(one.key, _group(one.axis), (one.key,), one.unit, one.log), True)


def _symptoms() -> Iterator[Known]:
    for item in tables.symptoms().values():
        yield Known(Feature(item.key, "symptoms", (item.key,), item.unit), item.predictor)


def _indices() -> Iterator[Known]:
    for one in tables.indices().values():
        default = one.predictor and one.confidence != "uncertain"
        yield Known(Feature(one.key, _group(one.axis), one.inputs, one.unit), default, True)


def _totals() -> Iterator[Known]:
    for one in tables.instruments().values():
        if one.items:  # a total that can only be sent is a symptom column
            yield Known(Feature(one.key, "symptoms", one.items, ""), one.predictor, True)


def _learnt() -> Iterator[Known]:
    for one in tables.learnt().values():
        default = one.predictor and one.confidence != "uncertain"
        yield Known(Feature(one.key, _group(one.axis), one.inputs, one.unit), default, True)


def _by_name() -> Iterator[Known]:
    for one in tables.analytes().values():
        group = _group(one.axis)
        yield Known(Feature(f"{BELOW}{one.key}", group, (one.key,), ""), False, True)
        if has_zlog(one.key):
            yield Known(Feature(f"{ZLOG}{one.key}", group, (one.key,), "{Zscore}"), False, True)
    for name, inputs in PHASES.items():
        yield Known(Feature(name, "person", inputs, ""), False, True)


def _group(axis: str) -> str:
    return "exposure" if axis == "EDC" else axis


def reads(feature: Feature) -> frozenset[str]:
    """List every column that a feature depends on: its inputs, and what says if it holds.

    Parameters
    ----------
    feature : Feature
    """
    name = feature.name
    more: frozenset[str] = frozenset()
    if name in tables.indices():
        more = expressions.names(tables.indices()[name].valid_when or "1 == 1")
    elif name in tables.learnt():
        more = expressions.names(tables.learnt()[name].valid_when or "1 == 1") | {"age", "sex"}
    elif name in tables.instruments():
        more = frozenset(filter(None, (tables.instruments()[name].sent,)))
    elif name.startswith(ZLOG):
        more = READ
    return more.union(feature.inputs)
