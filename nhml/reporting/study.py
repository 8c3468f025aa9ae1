"""What a page about an evaluation is told: facts and figures, and no person."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nhml.cohorts.characteristics import Characteristic
from nhml.cohorts.cohort import Step
from nhml.modelling.curves import Curves
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.risk_model import RiskModel
from nhml.reporting.figures_groups import Group


@dataclass(frozen=True)
class Study:
    """One evaluation of one model.

    Attributes
    ----------
    model : RiskModel
    evaluation : Evaluation
        What may be shown of it.
    curves : Curves
    groups : tuple of Group
        Subgroups, those withheld among them.
    cohort : str
        Name of the people judged.
    flow : tuple of Step
        How they were chosen.
    notes : tuple of str
        What is to be known of them.
    panels, persons, events, scored : int
        Panels judged, of how many persons, how many with the outcome, how many scored.
    held_out : str
        How people were held out, in words; empty where the model was judged as it is.
    trained_on : str
        Says that some of these people trained the model; empty where none is known to.
    resamples : int
    thresholds : tuple of float
    trials : int or None
        Settings tried; None where the model was trained elsewhere.
    characteristics : tuple of Characteristic
    drawn : mapping of str to str
        Figures as plain SVG, by name.
    """

    model: RiskModel
    evaluation: Evaluation
    curves: Curves
    groups: tuple[Group, ...]
    cohort: str
    flow: tuple[Step, ...]
    notes: tuple[str, ...]
    panels: int
    persons: int
    events: int
    scored: int
    held_out: str
    trained_on: str
    resamples: int
    thresholds: tuple[float, ...]
    trials: int | None = None
    characteristics: tuple[Characteristic, ...] = ()
    drawn: Mapping[str, str] = field(default_factory=dict)

    @property
    def weighted(self) -> bool:
        """Whether there are figures weighted for a survey."""
        return self.evaluation.row("weighted_prevalence") is not None

    @property
    def plain(self) -> bool:
        """Whether the model is the logistic baseline itself."""
        row = self.evaluation.row("log_loss_minus_baseline")
        return row is not None and row.low == row.value == row.high == 0.0
