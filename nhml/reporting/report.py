"""One person's panel, as a clinician reads it."""

from collections.abc import Mapping
from dataclasses import dataclass

from nhml.modelling.base_rates import BaseRate
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import html, performance
from nhml.reporting.frequencies import Frequencies
from nhml.reporting.grounds import Alert, Ground
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
    unchecked : int
        Safety rules that could not be decided: what they read was not sent.
    grounds : tuple of Ground
        Why there is no risk, and what was warned of.
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
    limits : str
        The laboratory whose own limits the safety rules were read with; empty: generic ones.
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
    unchecked: int
    grounds: tuple[Ground, ...]
    sent: Mapping[str, Sent]
    missing: tuple[str, ...]
    unstated: tuple[str, ...]
    unread: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    rest: Part | None = None
    parts: tuple[Part, ...] = ()
    idle: tuple[str, ...] = ()
    limits: str = ""

    def __repr__(self) -> str:
        said = f"risk {self.risk:.3f}" if self.status == "scored" else self.status
        return f"<RiskReport by {self.model.label}: {said}>"

    def html(self) -> str:
        """Write the page: whole, without a script, fetching nothing."""
        return html.page("report.html", report=self, frequencies=self.frequencies())

    def _repr_html_(self) -> str:
        return html.framed(self.html())

    @property
    def performance(self) -> str:
        """Say how good the model was on people it had not seen."""
        return performance.line(self.model)

    def frequencies(self) -> Frequencies | None:
        """Give the risk and the base rate as numbers of people; None without a risk."""
        if self.status != "scored":
            return None
        return Frequencies.of(self.risk, self.low, self.high, self.base)
