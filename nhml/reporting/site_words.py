"""A new site, in words: what an update took and why."""

from collections.abc import Iterator, Mapping

from nhml.modelling.closed_test import LEVEL
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.updating import Advice
from nhml.reporting import performance

TAKEN: Mapping[str, str] = {
    "none": "the model as it is",
    "intercept": "every risk moved by the same log-odds",
    "logistic": "a new intercept and a new slope of the log-odds",
    "refit": "a new intercept and slope, and a line for each feature that varies",
}
_FIGURES = (("o_e", "observed : expected"), ("calibration_slope", "slope"))


def recalibration(advice: Advice, before: Evaluation, after: Evaluation) -> Iterator[str]:
    """Say what the closed test took and why, and what that did to people not learnt from.

    Parameters
    ----------
    advice : Advice
    before, after : Evaluation
        Of the people not learnt from.
    """
    yield f"learnt    from {advice.people:,} people, {advice.events:,} with the outcome"
    for one in advice.allowed:
        if not one.holds:
            rule = " (a convention)" if one.standing == "convention" else ""
            yield f"not tried {one.method}: {one.words}{rule}"
    for test in advice.tests:
        shown = "shown to be worse" if test.p < LEVEL else "not shown to be worse"
        yield (
            f"test      {test.method} is {shown} than {test.against} "
            f"(likelihood ratio {test.statistic:.1f} on {test.df} df, p {test.p:.2g})"
        )
    yield f"taken     {advice.method}: {TAKEN[advice.method]}"
    for metric, words in _FIGURES:
        rows = [one.row(metric) for one in (before, after)]
        was, now = (performance.written(row) if row else "not known" for row in rows)
        changed = f"{was} before, {now} after" if advice.method != "none" else was
        yield f"others    {words} {changed}"
