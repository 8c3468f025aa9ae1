"""People to learn from: their panels, and whether the outcome happened to them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts import survey
from nhml.cohorts.events import beside, happened
from nhml.cohorts.laboratories import units_sent
from nhml.cohorts.outcomes import unseen
from nhml.errors import CohortError
from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.panels import expressions
from nhml.panels.checks import check, refuse_foreign_columns
from nhml.panels.frame import names
from nhml.panels.panel import Floats, Panels
from nhml.panels.units import harmonise, stated

_FEWEST = 20  # of either class: below this nothing can be learnt or judged


class Step(NamedTuple):
    """One line of the flow of people: what was asked of them, how many were left."""

    words: str
    people: int


@dataclass(frozen=True, repr=False)
class Cohort:
    """Panels with a known outcome, sorted by ``panel_id``.

    Attributes
    ----------
    name : str
        Where the people come from.
    outcome : Outcome
    panels : Panels
        Without what defines the outcome.
    event : ndarray, shape (n,)
        1 where the outcome happened, else 0.
    aside : DataFrame, n rows
        What is not a predictor but evaluation reads: survey design (weights as numbers),
        ethnicity.
    flow : tuple of Step
        How the people were chosen.
    notes : tuple of str
        What the reader of the data had to say, what nobody has, and how many are eligible
        only because something is not known of them.
    row : ndarray of int, shape (n,), or empty
        Where each panel stood in its source.
    sent : DataFrame
        ``analyte, site, unit, panels``: the units that values were sent in.
    """

    name: str
    outcome: Outcome
    panels: Panels
    event: Floats
    aside: pd.DataFrame = field(default_factory=pd.DataFrame)
    flow: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    row: npt.NDArray[np.intp] = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    sent: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __repr__(self) -> str:
        events = int(self.event.sum())
        return f"<Cohort {self.name}: {len(self)} panels, {events} with {self.outcome.key}>"

    def __len__(self) -> int:
        return len(self.event)

    def take(self, positions: npt.ArrayLike) -> "Cohort":
        """Give the people at these positions, in this order."""
        at = np.asarray(positions)
        return replace(
            self,
            panels=self.panels.take(at),
            event=self.event[at],
            aside=self.aside.iloc[at].reset_index(drop=True),
            row=self.row[at] if len(self.row) else self.row,
        )

    def fingerprint(self) -> str:
        """Give the SHA-256 over every row: ids, values, context and outcome."""
        panels, made = self.panels, hashlib.sha256()
        made.update("\x1f".join([self.outcome.key, *panels.keys, *panels.items]).encode())
        rejected = panels.rejected()  # a value that was taken out is not one never measured
        columns = (panels.panel_id, panels.subject_id, *panels.items.values())
        for column in (*columns, panels.values, panels.censored, self.event, rejected):
            content = _bytes(column)
            made.update(len(content).to_bytes(8, "little") + content)
        return made.hexdigest()


def gather(
    name: str,
    frame: pd.DataFrame,
    outcome: Outcome,
    notes: tuple[str, ...] = (),
    told: Mapping[str, str] | None = None,
    *,
    panels: Panels | None = None,
    event: Floats | None = None,
) -> Cohort:
    """Make a cohort of everybody in a panel frame who is eligible and whose outcome is known.

    People whose eligibility cannot be decided, or whose panel is rejected, stay: a
    model has to answer for them too.

    Parameters
    ----------
    name : str
        Where the people come from.
    frame : DataFrame
        The panel frame; columns beyond it are kept aside for evaluation.
    outcome : Outcome
    notes : tuple of str, optional
    told : mapping of str to str, optional
        The columns of the frame that tell what the event reads and no panel holds, by the
        names that it reads them under; a column of that very name by default.
    panels : Panels, optional
        Those of the frame, where it was read and checked before.
    event : ndarray, shape (n,), optional
        Whether it happened, NaN unknown, where somebody says so: nobody is refused then for
        being few.

    Returns
    -------
    Cohort

    Raises
    ------
    CohortError
        If one panel cannot decide the outcome, a column that tells it is not there or
        cannot be read, fewer than 20 people have it, or fewer than 20 have it not, or the
        weight, stratum or unit of a survey cannot be read.
    PanelError
        If the frame is none, or a whole column fits only another unit.
    """
    said = event is not None
    if panels is None:
        raw = harmonise(frame)
        refuse_foreign_columns(raw, stated(frame))
        panels = check(raw)
    if event is None:
        _refuse_what_one_panel_cannot_decide(outcome)
        event = happened(outcome, panels, frame, told or {})
    eligible = expressions.evaluate(outcome.eligible, panels) != 0.0
    known = eligible & ~np.isnan(event)
    flow = (
        Step("panels", len(panels)),
        Step(f"not outside of: {outcome.eligible or outcome.population}", int(eligible.sum())),
        Step("known: as told" if said else f"known: {outcome.event}", int(known.sum())),
    )
    order = np.argsort(panels.panel_id.astype(str), kind="stable")
    at = order[known[order]]
    if not said:
        _refuse_too_few(name, outcome, event[at], panels.subject_id[at], notes)
    seen = panels.without(sorted(unseen(outcome))).take(at)
    return Cohort(
        name=name,
        outcome=outcome,
        panels=seen,
        event=event[at],
        aside=survey.read(_aside(frame, beside(outcome, told or {})), at),
        flow=flow,
        notes=(
            *notes,
            *_standing(outcome),
            *_rests_on(outcome, panels.take(at)),
            *_nobody_has(seen),
        ),
        row=at,
        sent=units_sent(frame.iloc[at], seen.keys),
    )


def _standing(outcome: Outcome) -> list[str]:
    """Say where a case definition rests on too little to be taken as it stands."""
    if outcome.confidence != "uncertain":
        return []
    return [f"the definition of {outcome.key} is of uncertain standing: see nhml tables outcomes"]


def _rests_on(outcome: Outcome, panels: Panels) -> list[str]:
    """Count the people who are taken as eligible for what is not known of them."""
    unknown = {
        name: int(pd.isna(panels.column(name)).sum())
        for name in sorted(expressions.names(outcome.eligible))
    }
    return [
        f"eligibility rests on unknown {name}: {people:,} people"
        for name, people in unknown.items()
        if people
    ]


def _nobody_has(panels: Panels) -> list[str]:
    """Name what may predict, was sent, and is empty for all of these people."""
    items = {**tables.context(), **tables.symptoms()}
    sent = (*(name for name in panels.items if items[name].predictor), *panels.keys)
    empty = [name for name in sent if pd.isna(panels.column(name)).all()]
    return [f"missing for everybody: {', '.join(empty)}"] if empty else []


def _refuse_what_one_panel_cannot_decide(outcome: Outcome) -> None:
    """Refuse to read a later visit out of the first, but for a column that says so by name."""
    measured = {*tables.analytes(), *tables.indices(), *tables.instruments()}
    said = {*names(), *measured}.difference(outcome.defining) | measured
    later = outcome.task != "present" and expressions.names(outcome.event) & said
    if later or not outcome.event:
        raise CohortError(
            f"{outcome.key} is not decided by the panel that predicts it ({outcome.definition}); "
            "wanted: its result in a column of the panel file, named in [outcome] of the config"
        )


def _refuse_too_few(
    name: str,
    outcome: Outcome,
    event: Floats,
    subjects: npt.NDArray[np.object_],
    notes: tuple[str, ...],
) -> None:
    with_it, without = len(set(subjects[event == 1])), len(set(subjects[event == 0]))
    if min(with_it, without) < _FEWEST:
        raise CohortError(
            f"{name}: {with_it} people with {outcome.key} and {without} without it; wanted "
            f"{_FEWEST} of each at least. Add cycles, or look whether {outcome.event!r} can be "
            "decided from the columns that were read" + "".join(f"\n  - {one}" for one in notes)
        )


def _aside(frame: pd.DataFrame, telling: Iterable[str]) -> pd.DataFrame:
    """Give the columns beyond the panel frame, without those that tell the outcome."""
    known = names().union(telling)
    return frame[[column for column in frame.columns if column not in known]]


def _bytes(column: npt.NDArray[Any]) -> bytes:
    if column.dtype == object:
        return "\x1f".join("" if cell is None else str(cell) for cell in column).encode()
    return np.ascontiguousarray(column).tobytes()


def subgroups(cohort: Cohort) -> Mapping[str, npt.NDArray[Any]]:
    """Give the columns by which a cohort can be told apart: sex, site and what stands aside."""
    panels = cohort.panels
    inside = {name: panels.items[name] for name in ("sex", "site") if name in panels.items}
    return {**inside, **{str(name): cohort.aside[name].to_numpy() for name in cohort.aside}}
