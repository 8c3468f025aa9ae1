"""The people of a site: its panels, and what its file says happened to them."""

from difflib import get_close_matches
from pathlib import PurePath
from typing import NamedTuple

import numpy as np
import pandas as pd

from nhml.cohorts.cohort import Cohort, gather
from nhml.cohorts.events import happened
from nhml.cohorts.outcomes import unseen
from nhml.errors import CohortError, PanelError, listing
from nhml.features.catalogue import known
from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.panels import expressions, files, intake
from nhml.panels.files import Sent
from nhml.panels.frame import names
from nhml.panels.mapping import MappingOrPath
from nhml.panels.panel import Floats, Panels
from nhml.panels.stated import Units

_READ = {"0": 0.0, "no": 0.0, "false": 0.0, "1": 1.0, "yes": 1.0, "true": 1.0}
_SHOWN = 10  # rows named in a message


class Site(NamedTuple):
    """A site's file as read.

    Attributes
    ----------
    panels : Panels
        All of them, without what defines the outcome.
    cohort : Cohort
        The eligible whose outcome is known.
    unknown : int
        Panels whose outcome the column does not say.
    decided, differ : int
        Panels of which the model's own definition can tell, and those of them of which the
        column says otherwise.
    """

    panels: Panels
    cohort: Cohort
    unknown: int
    decided: int
    differ: int


def read(
    source: str,
    column: str,
    outcome: Outcome,
    *,
    units: Units | None = None,
    mapping: MappingOrPath | None = None,
    site: str = "",
) -> Site:
    """Read the panel file of a site with the column that tells the outcome.

    Parameters
    ----------
    source : str
    column : str
        Its header, as it stands in the file. No part of nhml reads it as a panel.
    outcome : Outcome
        What the model is about.
    units, mapping
        As `nhml.panels.intake.read` takes them.
    site : str
        What the site is called; the file's name by default.

    Raises
    ------
    CohortError
        If there is no such column, or it holds anything but 0, 1, no, yes, false, true or
        nothing: by rows, never by cells.
    PanelError
        As `nhml.panels.intake.read`.
    """
    sent = files.sent(source, mapping)
    event = _event(sent, column, source)
    frame = sent.frame.drop(columns=[column])
    with files.naming(source):
        panels, mistakes = intake.judged(frame, units)
        if mistakes:
            raise PanelError(listing("units of whole columns are wrong", mistakes))
    name = site or PurePath(source).name
    cohort = gather(name, frame, outcome, panels=panels, event=event)
    decided = _decided(outcome, panels, frame)
    both = ~np.isnan(decided) & ~np.isnan(event)
    return Site(
        panels.without(sorted(unseen(outcome))),
        cohort,
        int(np.isnan(event).sum()),
        int(both.sum()),
        int((decided[both] != event[both]).sum()),
    )


def _event(sent: Sent, column: str, source: str) -> Floats:
    """Read the column strictly: a code that is taken for an outcome would be believed."""
    there = [str(one) for one in sent.frame.columns]
    if column not in there:
        like = "".join(f"; did you mean {one}?" for one in get_close_matches(column, there, 1))
        raise CohortError(f"{source}: has no column {column}{like}")
    cells = sent.frame[column].to_numpy(dtype=object)
    read_ = np.array([_cell(one) for one in cells], dtype=object)
    wrong = [at for at, one in enumerate(read_) if one is None]
    if wrong:
        rows = [str(sent.row(at, column)) for at in wrong]
        shown = ", ".join([*rows[:_SHOWN], *["…"][: len(rows) > _SHOWN]])
        raise CohortError(
            f"{source}: {column}: wanted 0, 1, no, yes, false, true or nothing; "
            f"{len(rows):,} other cells, in rows {shown} of the file"
        )
    return read_.astype(np.float64)


def _cell(cell: object) -> float | None:
    """Read one cell; None for what is no answer."""
    if cell is None or (isinstance(cell, float) and np.isnan(cell)) or cell is pd.NA:
        return float("nan")
    text = str(cell).strip().lower().removesuffix(".0")
    return float("nan") if not text else _READ.get(text)


def _decided(outcome: Outcome, panels: Panels, frame: pd.DataFrame) -> Floats:
    """Tell the outcome by the model's own definition, where the panel alone can."""
    read_ = expressions.names(outcome.event) if outcome.event else frozenset()
    told = {*names(), *known(), *tables.instruments(), *tables.indices()}
    if outcome.task != "present" or not read_ or read_ - told:
        return np.full(len(panels), np.nan)
    return happened(outcome, panels, frame, {})
