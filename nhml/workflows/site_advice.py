"""What to do with a model at a site, by its figures there; the rule is the gate's.

In this order: a model that is silent too often, ranks no better than chance or is shown to be
of less use than acting on everybody or nobody is not used; where few people leave the
intervals too wide, nobody can tell; what is shown to be off is recalibrated.
"""

from typing import NamedTuple

from nhml.modelling.closed_test import FEWEST_FOR_SLOPE
from nhml.modelling.conditions import FEWEST_SCORED, OBSERVED_OVER_EXPECTED, SLOPE
from nhml.modelling.evaluation import Evaluation, Row
from nhml.reporting import performance

USE, RECALIBRATE = "use", "recalibrate"
DO_NOT_USE, CANNOT_TELL = "do not use", "cannot tell yet"
_OFF = (
    ("o_e", "observed : expected", OBSERVED_OVER_EXPECTED),
    ("calibration_slope", "calibration slope", SLOPE),
)
RULE = (
    f"Do not use: fewer than {FEWEST_SCORED:.0%} of the eligible shown to be scored; or, with "
    f"{FEWEST_FOR_SLOPE} people of either class, not shown to rank better than chance; or at every "
    "threshold shown to gain less than acting on everybody or on nobody does.",
    "Recalibrate: observed : expected or the calibration slope is shown to differ from 1 and is "
    "not shown to be near it, and the closed test of nhml recalibrate takes an update.",
    "Use: the whole interval of observed : expected lies within "
    f"{OBSERVED_OVER_EXPECTED[0]:g} to {OBSERVED_OVER_EXPECTED[1]:g}, and that of the slope within "
    f"{SLOPE[0]:g} to {SLOPE[1]:g}.",
    "Cannot tell yet: none of these is shown; more people with the outcome would tell.",
)


class SiteAdvice(NamedTuple):
    """What to do, and the figures that say so."""

    answer: str
    reasons: tuple[str, ...]

    @property
    def line(self) -> str:
        """Give it as one line."""
        return f"{self.answer.upper()}: {'; '.join(self.reasons)}"


def advise(found: Evaluation, events: int, without: int, silent: str = "") -> SiteAdvice:
    """Say what to do with a model.

    Parameters
    ----------
    found : Evaluation
        Of the site's own people.
    events, without : int
        Scored people with the outcome, and without it.
    silent : str
        Why the model is silent most often, in words.
    """
    never = _never(found, min(events, without), silent)
    if never:
        return SiteAdvice(DO_NOT_USE, tuple(never))
    rows = [(found.row(metric), words, limits) for metric, words, limits in _OFF]
    off = [
        f"{words} {performance.written(row)} is shown to differ from 1"
        for row, words, limits in rows
        if row and not _within(row, limits) and (row.low > 1.0 or row.high < 1.0)
    ]
    if off:
        return SiteAdvice(RECALIBRATE, tuple(off))
    vague = [
        f"{words} {performance.written(row) if row else 'not known'}, wanted within "
        f"{limits[0]:g} to {limits[1]:g}"
        for row, words, limits in rows
        if row is None or not _within(row, limits)
    ]
    if vague:
        return SiteAdvice(CANNOT_TELL, (f"{events:,} people with the outcome are few", *vague))
    right = (f"{words} {performance.written(row)}" for row, words, _ in rows if row)
    return SiteAdvice(USE, (*right, f"{found.value('scored_share'):.0%} of the eligible scored"))


def _within(row: Row, limits: tuple[float, float]) -> bool:
    return limits[0] <= row.low and row.high <= limits[1]


def _never(found: Evaluation, rarer: int, silent: str) -> list[str]:
    """Say what no recalibration mends."""
    said = []
    share, ranks = found.row("scored_share"), found.row("auroc")
    if share is not None and share.high < FEWEST_SCORED:
        most = f", most often: {silent}" if silent else ""
        said.append(
            f"{share.value:.0%} of the eligible are scored, wanted {FEWEST_SCORED:.0%} at "
            f"least{most}"
        )
    if ranks is not None and rarer >= FEWEST_FOR_SLOPE and ranks.low <= 0.5:
        said.append(f"not shown to rank better than chance (AUROC {performance.written(ranks)})")
    gains = {one.metric: one for one in found.rows if one.group == "all"}
    named = [name for name in gains if name.endswith("_minus_all") and name[:11] == "net_benefit"]
    worse = [
        name
        for name in named
        if gains[name].high < 0.0
        or ((own := gains.get(name.removesuffix("_minus_all"))) is not None and own.high < 0.0)
    ]
    if named and len(worse) == len(named):
        said.append("at every threshold worse than acting on everybody or on nobody")
    return said
