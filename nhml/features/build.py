"""What the model sees of a panel, before anything is learnt."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import ConfigError, listing
from nhml.features import catalogue, indices, intervals, learnt
from nhml.features.feature import GROUPS, Feature
from nhml.knowledge import tables
from nhml.panels.panel import Floats, Panels
from nhml.panels.totals import total

__all__ = ["GROUPS", "Feature", "available", "build", "features", "frame", "with_derived"]


def features(groups: Iterable[str], include: Iterable[str] = ()) -> tuple[Feature, ...]:
    """List the features of these groups and of further named columns.

    Parameters
    ----------
    groups : iterable of str
        Members of `GROUPS`.
    include : iterable of str
        Further features by name; see `nhml.features.catalogue`.

    Returns
    -------
    tuple of Feature
        In the order of the tables: person, analytes, symptoms, indices, totals. An index or
        total stands there when it is named, or when all that it needs is chosen and the
        tables do not call it a copy of something else.

    Raises
    ------
    ConfigError
        If a group or a name is unknown, or a named feature is learnt from what is not
        chosen.
    """
    chosen, named = set(groups), set(include)
    _refuse_unknown(chosen, named)
    every = catalogue.known().values()
    plain = [
        one.feature
        for one in every
        if not one.derived
        and (one.feature.name in named or (one.default and one.feature.group in chosen))
    ]
    have = {one.name for one in plain} | {"age", "sex"}
    derived = [
        one.feature
        for one in every
        if one.derived
        and (one.feature.name in named or (one.default and have.issuperset(one.feature.inputs)))
    ]
    _refuse_without_inputs(derived, {one.name for one in plain})
    return tuple(plain + derived)


def available(panels: Panels) -> tuple[Feature, ...]:
    """List what any group could bring, every index and total with it, of the columns sent."""
    sent = {*panels.keys, *panels.items}
    made = {*tables.indices(), *tables.instruments()}
    return tuple(
        one.feature
        for one in catalogue.known().values()
        if sent.issuperset(one.feature.inputs)
        and (one.feature.name in made if one.derived else one.default)
    )


def _refuse_unknown(groups: set[str], named: set[str]) -> None:
    unknown = sorted(groups.difference(GROUPS)) + sorted(named.difference(catalogue.known()))
    if unknown:
        raise ConfigError(
            f"features: {', '.join(unknown)} is neither a group ({', '.join(GROUPS)}) "
            "nor an analyte, symptom or context column, nor an index or total of them"
        )


def _refuse_without_inputs(derived: Iterable[Feature], have: set[str]) -> None:
    """Refuse what is learnt from columns that the model does not see."""
    lacking = {
        one.name: sorted({*one.inputs, "age", "sex"} - have)
        for one in derived
        if one.name in tables.learnt()
    }
    wrong = [f"{name} is learnt with {', '.join(of)}" for name, of in lacking.items() if of]
    if wrong:
        raise ConfigError(listing("features: name what these need beside them", wrong))


def build(panels: Panels, wanted: Sequence[Feature]) -> Floats:
    """Compute the feature matrix of panels; row by row, nothing is learnt from them.

    Parameters
    ----------
    panels : Panels
        Checked, in canonical units.
    wanted : sequence of Feature

    Returns
    -------
    ndarray, shape (n, len(wanted))
        NaN where not measured or not to be computed. Sex is 1 for F, 0 for M.
    """
    if not wanted:
        return np.empty((len(panels), 0))
    return np.column_stack([_column(panels, feature.name) for feature in wanted])


def with_derived(panels: Panels, names: Iterable[str]) -> Panels:
    """Give the panels with these indices and totals beside what was sent.

    Parameters
    ----------
    panels : Panels
    names : iterable of str
        What a condition reads; names that are neither index nor total are passed over.
    """
    derived = [name for name in names if name in tables.indices() or name in tables.instruments()]
    made = {name: _column(panels, name) for name in derived if name not in panels.items}
    ends = {name: indices.ends(name, panels) for name in made if name in tables.indices()}
    spans = {**panels.spans, **{name: one for name, one in ends.items() if one is not None}}
    return replace(panels, items={**panels.items, **made}, spans=spans) if made else panels


def _column(panels: Panels, name: str) -> Floats:
    if name == "sex":
        return _female(panels.column("sex"))
    makers: dict[Callable[[str, Panels], Floats], Container[str]] = {
        indices.compute: tables.indices(),
        total: tables.instruments(),
        learnt.carried: tables.learnt(),
        intervals.phase: intervals.PHASES,
    }
    for make, names in makers.items():
        if name in names:
            return make(name, panels)
    if name.startswith(catalogue.ZLOG):
        return intervals.zlog(name.removeprefix(catalogue.ZLOG), panels)
    if name.startswith(catalogue.BELOW):
        return panels.below(name.removeprefix(catalogue.BELOW))
    return panels.number(name)


def _female(sex: npt.NDArray[np.generic]) -> Floats:
    return np.where(sex == "F", 1.0, np.where(sex == "M", 0.0, np.nan))


def frame(panels: Panels, wanted: Sequence[Feature]) -> pd.DataFrame:
    """Give the feature matrix as a table, with ``panel_id`` and ``subject_id`` before it."""
    table = pd.DataFrame(build(panels, wanted), columns=[feature.name for feature in wanted])
    table.insert(0, "panel_id", panels.panel_id)
    table.insert(1, "subject_id", panels.subject_id)
    return table
