"""The page that a hospital reads before a model goes live there."""

from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple

from nhml.cohorts.validation_size import Needed, Widths
from nhml.modelling.evaluation import Evaluation
from nhml.reporting import evaluation_tables as tables
from nhml.reporting import html, performance, wording
from nhml.reporting.evaluation_exhibits import exhibits
from nhml.reporting.sections import Table
from nhml.reporting.study import Study

_DRAWN = ("calibration", "decision_curve", "subgroups")
_FIGURES = ("o_e", "calibration_slope", "auroc", "ici", "scored_share")


class Reason(NamedTuple):
    """Why a model gave no risk, and to how many panels; None where fewer than ten."""

    words: str
    panels: int | None


@dataclass(frozen=True)
class Coverage:
    """Who was given a risk, of all panels of the file, the outcome known or not.

    Attributes
    ----------
    panels, scored, abstained, rejected : int
    reasons : tuple of Reason
        Of who was not scored, the most frequent first; a panel may have several.
    unknown : int
        Panels whose outcome the file does not say.
    """

    panels: int
    scored: int
    abstained: int
    rejected: int
    reasons: tuple[Reason, ...]
    unknown: int


@dataclass(frozen=True)
class Plan:
    """How long to run silently until the intervals tell.

    Attributes
    ----------
    people, events : int
        Scored persons with a known outcome, and those with it.
    to_tell, recommended : Needed
        People wanted for the intervals that the advice asks for, and for a whole validation.
    widths : tuple of Widths
        Of the one and of the other.
    a_week : float or None
        Persons that came a week; None where draws have no date or span less than four weeks.
    weeks : int or None
        Until there are enough to tell; 0 where there are.
    """

    people: int
    events: int
    to_tell: Needed
    recommended: Needed
    widths: tuple[Widths, Widths]
    a_week: float | None
    weeks: int | None

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Give a row for each interval: its width, who is wanted, and who is there."""
        words = ("Observed : expected", "Calibration slope", "AUROC")
        return tuple(
            (
                f"{name}, interval {self.widths[0][at]:g} wide",
                _written(self.to_tell[at]),
                f"{self.widths[1][at]:g} wide",
                _written(self.recommended[at]),
            )
            for at, name in enumerate(words)
        )

    def words(self) -> str:
        """Say how long to run it silently."""
        wanted = self.to_tell.people
        if wanted is None:
            return (
                "How many people it takes cannot be told from so few. Let it run silently: score "
                "every panel, show nobody the risk, keep the outcomes, and validate again."
            )
        if wanted <= self.people:
            return "There are enough people to tell; nothing need be awaited."
        more = wanted - self.people
        share = self.events / self.people
        pace = (
            f"about {self.weeks:,} weeks at the {self.a_week:.1f} people a week of this file"
            if self.weeks is not None and self.a_week is not None
            else "how long that takes cannot be told: drawn_at is not known of all, or spans too "
            "little"
        )
        return (
            f"Let it run silently for about {more:,} more people, about {more * share:,.0f} of "
            f"them with the outcome ({pace}): nhml score on every panel, nobody is shown the "
            "risk, the outcomes are kept; then nhml validate on all of them."
        )


def _written(people: int | None) -> str:
    return "cannot be told" if people is None else f"{people:,}"


@dataclass(frozen=True)
class SiteReport:
    """What a site has to know of a model.

    Attributes
    ----------
    study : Study
        The evaluation, with what may be shown of it.
    column : str
        Of the site's file, which tells the outcome.
    answer : str
        What to do.
    reasons : tuple of str
    rule : tuple of str
        By which it was answered.
    coverage : Coverage
    plan : Plan
    update : str
        What the closed test would change; empty where it was not asked.
    warnings : tuple of str
    """

    study: Study
    column: str
    answer: str
    reasons: tuple[str, ...]
    rule: tuple[str, ...]
    coverage: Coverage
    plan: Plan
    update: str
    warnings: tuple[str, ...]

    @property
    def line(self) -> str:
        """Give the advice as one line."""
        return f"{self.answer}: {'; '.join(self.reasons)}"

    @property
    def stated(self) -> str:
        """Say what the user states by naming the column."""
        one = self.study.model.outcome
        meant = one.definition or one.label
        when = wording.horizon(one.horizon)
        return f'You state that "{self.column}" is 1 where this holds: {meant} ({when}).'

    def plain(self) -> dict[str, Any]:
        """Give it as plain data, nobody in it."""
        found, plan = self.study.evaluation, self.plan
        return {
            "model": self.study.model.name,
            "identity": self.study.model.identity,
            "outcome": self.study.model.outcome.key,
            "stated": self.stated,
            "site": self.study.cohort,
            "advice": {"answer": self.answer, "reasons": list(self.reasons)},
            "update": self.update,
            "warnings": list(self.warnings),
            "coverage": {
                **{key: value for key, value in vars(self.coverage).items() if key != "reasons"},
                "reasons": [one._asdict() for one in self.coverage.reasons],
            },
            "flow": [step._asdict() for step in self.study.flow],
            "people": plan.people,
            "events": plan.events,
            "needed": {
                name: {**need._asdict(), "people": need.people, "widths": widths._asdict()}
                for name, need, widths in (
                    ("to_tell", plan.to_tell, plan.widths[0]),
                    ("recommended", plan.recommended, plan.widths[1]),
                )
            },
            "shadow": {"a_week": plan.a_week, "weeks": plan.weeks, "words": plan.words()},
            "figures": [_row(row._asdict()) for row in found.rows],
        }


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: None if isinstance(cell, float) and not isfinite(cell) else cell
        for key, cell in row.items()
    }


def page(report: SiteReport) -> str:
    """Write the page: whole, without a script, fetching nothing, naming nobody.

    Parameters
    ----------
    report : SiteReport
    """
    study, all_of_them = report.study, exhibits(report.study)
    return html.page(
        "validation.html",
        report=report,
        study=study,
        model=study.model,
        figures={
            name: all_of_them[name]._replace(number=number)
            for number, name in enumerate((one for one in _DRAWN if one in all_of_them), start=1)
        },
        headline=_headline(study.evaluation),
        needed=Table(
            ("To know it", "People to tell by the rule below", "Recommended", "People"),
            report.plan.rows(),
        ),
        thresholds=tables.thresholds(study),
        subgroups=tables.subgroups(study),
    )


def _headline(found: Evaluation) -> Table:
    words = {
        "o_e": "Observed : expected",
        "calibration_slope": "Calibration slope",
        "auroc": "AUROC",
        "ici": "Mean distance from the smooth curve (ICI)",
        "scored_share": "Share of the eligible that were scored",
    }
    right = {"o_e": "1", "calibration_slope": "1", "auroc": "chance is 0.5", "ici": "0"}
    rows = tuple(
        (words[name], performance.written(row, 3 if name in ("ici", "auroc") else 2),
         right.get(name, ""))
        if (row := found.row(name))
        else (words[name], "too few people to tell", right.get(name, ""))
        for name in _FIGURES
    )  # fmt: skip
    return Table(("", "Here, 95 % interval", "Right is"), rows)
