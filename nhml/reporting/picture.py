"""What one panel says without a model: alerts, case definitions, axes, symptoms, urine, days."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from nhml.features import rhythm_frame, symptoms, urine
from nhml.features.rhythm_person import Rhythm
from nhml.features.symptoms import Symptoms
from nhml.features.urine import Urine
from nhml.panels import intake
from nhml.panels.codes import CODES
from nhml.panels.limits import LimitsOrPath, limits_of
from nhml.panels.panel import Panels, Problem
from nhml.panels.series import Person, Series, series
from nhml.reporting import axes as axis_rows
from nhml.reporting import html, labels, measured, wording
from nhml.reporting.axes import AxisRow
from nhml.reporting.measured import Measured, places
from nhml.reporting.rhythms import Part, part
from nhml.safety import alerts, axes, phenotypes
from nhml.safety.evidence import sent_units

Plain = Mapping[str, Any]


@dataclass(frozen=True, repr=False)
class Picture:
    """What is read of one panel, whatever a model says of it.

    Attributes
    ----------
    panel_id, subject_id : str
    age : float
        [a]
    sex : str or None
    wrong : tuple of (str, str, str)
        What was sent and cannot be right: of what, in words, and the way out.
    alerts : mapping
        As `nhml.safety.alerts.Asked.plain` gives it.
    phenotypes : mapping
        As `nhml.safety.phenotypes.Assessed.explained` gives it.
    loops : mapping
        As `nhml.safety.axes.plain` gives it.
    axes : tuple of AxisRow
    symptoms : Symptoms
    urine : Urine or None
    rhythms : tuple of Rhythm
        Of this person's timed samples.
    measured : tuple of Measured
    notes : tuple of str
        What is to be known of the whole file.
    """

    panel_id: str
    subject_id: str
    age: float
    sex: str | None
    wrong: tuple[tuple[str, str, str], ...]
    alerts: Plain
    phenotypes: Plain
    loops: Plain
    axes: tuple[AxisRow, ...]
    symptoms: Symptoms
    urine: Urine | None
    rhythms: tuple[Rhythm, ...]
    measured: tuple[Measured, ...]
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Picture: {len(self.alerts['fired'])} alerts, {len(self.measured)} measured>"

    @property
    def days(self) -> list[Part]:
        """Give what a page shows of the timed samples."""
        return [part(one) for one in self.rhythms]

    def html(self) -> str:
        """Write the page: whole, without a script, fetching nothing."""
        return html.page("picture.html", picture=self)

    def _repr_html_(self) -> str:
        return html.framed(self.html())

    def plain(self) -> dict[str, Any]:
        """Give the content of the page as plain data."""
        met = self.phenotypes["phenotypes"]
        return {
            "panel_id": self.panel_id,
            "subject_id": self.subject_id,
            "wrong": [dict(zip(("of", "words", "cure"), one, strict=True)) for one in self.wrong],
            "alerts": {name: told for name, told in self.alerts.items() if name != "panel_id"},
            "phenotypes": {one["key"]: one["answer"] for one in met},
            "axes": self.loops["loops"],
            "symptoms": {
                "questionnaires": [asdict(one) for one in self.symptoms.questionnaires],
                "present": list(self.symptoms.present),
                "absent": list(self.symptoms.absent),
            },
            "urine": asdict(self.urine) if self.urine else None,
            "rhythms": [rhythm_frame.plain(one) for one in self.rhythms],
            "measured": [one.plain() for one in self.measured],
            "notes": list(self.notes),
        }


def picture(
    panels: pd.DataFrame,
    panel_id: str,
    units: Mapping[str, str] | None = None,
    *,
    considering: str | Iterable[str] | None = None,
    limits: LimitsOrPath | None = None,
    samples: pd.DataFrame | None = None,
) -> Picture:
    """Read one panel of a panel frame without a model.

    Parameters
    ----------
    panels : DataFrame
        The panel frame as sent.
    panel_id : str
    units : mapping of str to str, optional
        Units stated once for whole columns.
    considering : str or iterable of str, optional
        Interventions, by the keys of ``interventions.csv``.
    limits : LaboratoryLimits or path, optional
        A laboratory's own limits, in place of the generic ones.
    samples : DataFrame, optional
        Timed samples, as `nhml.rhythm` takes them; those of this panel's ``subject_id``.

    Returns
    -------
    Picture

    Raises
    ------
    PanelError
        If it is no panel frame, or the panel is not there. A whole column in another unit
        than was stated is told in `Picture.notes`.
    """
    ready, mistakes = intake.judged(panels, units)
    timed = [] if samples is None else series(samples, units)
    (made,) = pictures(
        ready, panels, places(ready, [panel_id]), units,
        considering=considering, limits=limits, timed=timed, notes=mistakes,
    )  # fmt: skip
    return made


def pictures(
    panels: Panels,
    cells: pd.DataFrame,
    at: Sequence[int],
    units: Mapping[str, str] | None = None,
    *,
    considering: str | Iterable[str] | None = None,
    limits: LimitsOrPath | None = None,
    timed: Sequence[Series] = (),
    notes: Sequence[str] = (),
) -> list[Picture]:
    """Read panels at these positions.

    Parameters
    ----------
    panels : Panels
        All of a file, checked.
    cells : DataFrame
        The same as sent.
    at : sequence of int
        Positions.
    units, considering, limits
        As `picture` takes them.
    timed : sequence of Series
        Timed samples of anybody.
    notes : sequence of str
        What is to be said of the file as a whole.
    """
    taken, own, sent = panels.take(at), limits_of(limits), cells.iloc[list(at)]
    asked = alerts.ask(taken, considering=considering, limits=own).plain()
    met = list(phenotypes.assess(taken, limits=own).explained())
    read = axes.read(taken, own, sent=sent_units(sent, units))
    loops = axes.plain(read, taken)
    said, passed = symptoms.read(taken), urine.read(taken)
    return [
        Picture(
            panel_id=str(taken.panel_id[row]),
            subject_id=str(taken.subject_id[row]),
            age=float(taken.number("age")[row]),
            sex=_text(taken.column("sex")[row]),
            wrong=tuple(_wrong(one) for one in panel.problems),
            alerts=asked[row],
            phenotypes=met[row],
            loops=loops[row],
            axes=axis_rows.rows(read, row),
            symptoms=said[row],
            urine=passed[row],
            rhythms=tuple(_days(timed, panel)),
            measured=measured.of(sent.iloc[row], panel, units),
            notes=tuple(notes),
        )
        for row, panel in enumerate(taken.apart([[row] for row in range(len(taken))]))
    ]


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None


def _days(timed: Sequence[Series], panel: Panels) -> list[Rhythm]:
    """Read the samples of a panel's person; what these do not say of it the panel does."""
    subject, age = str(panel.subject_id[0]), float(panel.number("age")[0])
    sex, pregnant = _text(panel.column("sex")[0]), panel.number("pregnant")[0] == 1.0
    own = [one for one in timed if one.subject == subject]
    return rhythm_frame.read(
        replace(
            one,
            person=Person(
                age if math.isnan(one.person.age) else one.person.age,
                one.person.sex or sex,
                one.person.pregnant or bool(pregnant),
            ),
        )
        for one in own
    )


def _wrong(one: Problem) -> tuple[str, str, str]:
    code = CODES[one.code]
    of = labels.of(labels.owner(one.column)) if one.column else "Panel"
    return of, code.words, wording.settles(one.code, of if one.column else "this", code.cure)
