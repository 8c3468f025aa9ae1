"""One person's panel, as a clinician reads it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nhml.modelling.applicability import MARKS
from nhml.modelling.base_rates import BaseRate
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import html, performance, wording
from nhml.reporting.frequencies import Frequencies
from nhml.reporting.grounds import Alert, Ground
from nhml.reporting.picture import Picture
from nhml.reporting.reasons import Part, Reason
from nhml.reporting.sent import Sent


@dataclass(frozen=True, repr=False)
class RiskReport:
    """What is read about one panel: what `RiskModel.score` and `explain` say, in words.

    Attributes
    ----------
    model : RiskModel
        Who says it.
    panel_id, status : str
    risk, low, high : float
        As scored; NaN where there is none.
    age : float
        [a]
    sex : str or None
    base : BaseRate or None
        How common the outcome is among people of that age and sex; none without a risk.
    alerts : tuple of Alert
        The most urgent first.
    picture : Picture
        What is read of the panel without the model.
    grounds : tuple of Ground
        Why there is no risk or what marks it, and what was warned of.
    sent : mapping of str to Sent
        What was measured, by analyte.
    missing, unstated, unread : tuple of str
        What the model reads and does not know; what its population is told by and was not
        said; what was measured and it does not read.
    reasons : tuple of Reason
        The largest first.
    rest : Part or None
        All other features together.
    parts : tuple of Part
        By axis.
    idle : tuple of str
        What is known and adds nothing.
    refitted : tuple of float or None
        The stability interval as the refits themselves tell it; None where none are kept.
    """

    model: RiskModel
    panel_id: str
    status: str
    risk: float
    low: float
    high: float
    age: float
    sex: str | None
    base: BaseRate | None
    alerts: tuple[Alert, ...]
    picture: Picture
    grounds: tuple[Ground, ...]
    sent: Mapping[str, Sent]
    missing: tuple[str, ...]
    unstated: tuple[str, ...]
    unread: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    rest: Part | None = None
    parts: tuple[Part, ...] = ()
    idle: tuple[str, ...] = ()
    refitted: tuple[float, float] | None = None

    def __repr__(self) -> str:
        said = f"risk {self.risk:.3f}" if self.status == "scored" else self.status
        return f"<RiskReport by {self.model.label}: {said}>"

    @property
    def marks(self) -> tuple[Ground, ...]:
        """Give what the risk is marked with; nothing where there is none."""
        scored = self.status == "scored"
        return tuple(one for one in self.grounds if scored and one.code in MARKS)

    @property
    def unchecked(self) -> int:
        """Count the safety rules that could not be decided: what they read was not sent."""
        return len(self.picture.alerts["undecided"])

    @property
    def limits(self) -> str:
        """Name the laboratory whose own limits were used; empty: generic ones."""
        return str(self.picture.alerts.get("limits", ""))

    def plain(self) -> dict[str, Any]:
        """Give the content of the page as plain data."""
        return {
            "panel_id": self.panel_id,
            "model": {"name": self.model.name, "sha256": self.model.identity},
            "outcome": self.model.outcome.key,
            "status": self.status,
            "risk": _known(self.risk),
            "risk_low": _known(self.low),
            "risk_high": _known(self.high),
            "risk_within_refits": list(self.refitted) if self.refitted else None,
            "base_rate": self.base._asdict() if self.base else None,
            "grounds": [one._asdict() for one in self.grounds],
            "reasons": [
                {
                    "label": one.label,
                    "written": one.written,
                    "contribution": one.contribution,
                    "direction": one.direction,
                    "odds": one.odds,
                }
                for one in self.reasons
            ],
            "missing": list(self.missing),
            **self.picture.plain(),
        }

    def html(self) -> str:
        """Write the page: whole, without a script, fetching nothing."""
        return html.page("report.html", report=self, frequencies=self.frequencies())

    def _repr_html_(self) -> str:
        return html.framed(self.html())

    @property
    def steadiness(self) -> str:
        """Say what the refits make of the interval; empty where none are kept."""
        if self.refitted is None or self.model.refits is None or math.isnan(self.low):
            return ""
        return wording.refitted(*self.refitted, len(self.model.refits.members))

    @property
    def performance(self) -> str:
        """Say how good the model was on people it had not seen."""
        return performance.line(self.model)

    def frequencies(self) -> Frequencies | None:
        """Give the risk and the base rate as numbers of people; None without a risk."""
        if self.status != "scored":
            return None
        return Frequencies.of(self.risk, self.low, self.high, self.base)


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number
