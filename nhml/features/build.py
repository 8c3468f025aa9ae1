"""What the model sees of a panel, before anything is learnt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import ConfigError
from nhml.features import indices
from nhml.features.symptoms import total
from nhml.knowledge import tables
from nhml.panels.panel import Floats, Panels

GROUPS = (
    "person", "HPT", "HPA", "HPG", "somatotropic", "metabolic",
    "neurotransmitter", "exposure", "inflammation", "general", "symptoms",
)  # fmt: skip


@dataclass(frozen=True)
class Feature:
    """One column of the feature matrix.

    Attributes
    ----------
    name : str
        Analyte, index, questionnaire total, symptom item, or ``z_`` and an analyte.
    group : str
        One of `GROUPS`.
    inputs : tuple of str
        The columns of the panel frame that it is made from.
    unit : str
    log : bool
        Whether it is read on the log scale where scale matters.
    """

    name: str
    group: str
    inputs: tuple[str, ...]
    unit: str
    log: bool = False


def features(groups: Iterable[str], include: Iterable[str] = ()) -> tuple[Feature, ...]:
    """List the features of these groups and of further named columns.

    Parameters
    ----------
    groups : iterable of str
        Members of `GROUPS`.
    include : iterable of str
        Further analytes, symptom items or context columns by key.

    Returns
    -------
    tuple of Feature
        In the order of the tables: person, analytes, indices, symptoms, totals. An
        index or total stands there when all that it needs is chosen.

    Raises
    ------
    ConfigError
        If a group or a key is unknown.
    """
    chosen, named = set(groups), set(include)
    _refuse_unknown(chosen, named)
    plain = [
        one
        for one in _every_column()
        if one.name in named or (one.group in chosen and _default(one))
    ]
    have = {one.name for one in plain} | {"age", "sex"}
    derived = [one for one in (*_every_index(), *_every_total()) if have.issuperset(one.inputs)]
    return tuple(plain + derived)


def available(panels: Panels) -> tuple[Feature, ...]:
    """List every feature of any group whose columns were all sent with these panels."""
    sent = {*panels.keys, *panels.items}
    return tuple(one for one in features(GROUPS) if sent.issuperset(one.inputs))


def _refuse_unknown(groups: set[str], named: set[str]) -> None:
    known = {one.name for one in _every_column()}
    unknown = sorted(groups.difference(GROUPS)) + sorted(named - known)
    if unknown:
        raise ConfigError(
            f"features: {', '.join(unknown)} is neither a group ({', '.join(GROUPS)}) "
            "nor an analyte, symptom or context column"
        )


def _every_column() -> list[Feature]:
    """List what the panel frame holds that can be a feature."""
    person = [
        Feature(item.key, "person", (item.key,), item.unit)
        for item in tables.context().values()
        if item.kind in ("number", "flag", "code")
    ]
    analytes = [
        Feature(entry.key, _shown(entry.axis), (entry.key,), entry.unit, entry.log)
        for entry in tables.analytes().values()
    ]
    symptoms = [
        Feature(item.key, "symptoms", (item.key,), item.unit) for item in tables.symptoms().values()
    ]
    return person + analytes + symptoms


def _default(feature: Feature) -> bool:
    """Tell whether a column comes with its group, or only by name."""
    item = tables.context().get(feature.name) or tables.symptoms().get(feature.name)
    return item is None or item.predictor


def _shown(axis: str) -> str:
    return "exposure" if axis == "EDC" else axis


def _every_index() -> list[Feature]:
    return [
        Feature(entry.key, _shown(entry.axis), entry.inputs, entry.unit, log=False)
        for entry in tables.indices().values()
    ]


def _every_total() -> list[Feature]:
    return [
        Feature(entry.key, "symptoms", entry.items, "") for entry in tables.instruments().values()
    ]


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
    return replace(panels, items={**panels.items, **made}) if made else panels


def _column(panels: Panels, name: str) -> Floats:
    if name == "sex":
        return _female(panels.column("sex"))
    if name in tables.indices():
        return indices.compute(name, panels)
    if name in tables.instruments():
        return total(name, panels)
    return panels.number(name)


def _female(sex: npt.NDArray[np.generic]) -> Floats:
    return np.where(sex == "F", 1.0, np.where(sex == "M", 0.0, np.nan))


def frame(panels: Panels, wanted: Sequence[Feature]) -> pd.DataFrame:
    """Give the feature matrix as a table, with ``panel_id`` and ``subject_id`` before it."""
    table = pd.DataFrame(build(panels, wanted), columns=[feature.name for feature in wanted])
    table.insert(0, "panel_id", panels.panel_id)
    table.insert(1, "subject_id", panels.subject_id)
    return table
