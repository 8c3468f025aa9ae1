"""A new site, in words: what a validation found, what an update took and why."""

from collections.abc import Iterator, Mapping, Sequence

from nhml.modelling.closed_test import LEVEL
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.updating import Advice
from nhml.reporting import performance
from nhml.reporting.site import SiteReport

TAKEN: Mapping[str, str] = {
    "none": "the model as it is",
    "intercept": "every risk moved by the same log-odds",
    "logistic": "a new intercept and a new slope of the log-odds",
    "refit": "a new intercept and slope, and a line for each feature that varies",
}
_FIGURES = (("o_e", "observed : expected"), ("calibration_slope", "slope"))


def recalibration(
    advice: Advice, before: Evaluation, after: Evaluation, parts: Sequence[tuple[str, float]]
) -> Iterator[str]:
    """Say what the closed test took and why, and what that did to people not used for it.

    Parameters
    ----------
    advice : Advice
    before, after : Evaluation
        By the model as it was, and by updates made without those whom they judge.
    parts : sequence of (str, float)
        What was taken without each part of the people, and observed over expected in it.
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
    if parts:
        ratios = [ratio for _, ratio in parts]
        taken = ", ".join(dict.fromkeys(method for method, _ in parts))
        yield (
            f"by part   {taken} taken; observed : expected {min(ratios):.2f} to {max(ratios):.2f} "
            "in the parts not used"
        )


def validation(report: SiteReport) -> Iterator[str]:
    """Say what a site has to know of a model, the advice last.

    Parameters
    ----------
    report : SiteReport
    """
    covered, plan = report.coverage, report.plan
    yield f"outcome   {report.stated}"
    yield (
        f"covered   {covered.scored:,} of {covered.panels:,} panels scored, "
        f"{covered.abstained:,} abstained, {covered.rejected:,} rejected; outcome unknown of "
        f"{covered.unknown:,}"
    )
    for one in covered.reasons[:3]:
        many = "fewer than 10" if one.panels is None else f"{one.panels:,}"
        yield f"          {many}: {one.words}"
    yield f"judged    {plan.people:,} persons, {plan.events:,} with the outcome"
    for metric, words in (*_FIGURES, ("auroc", "AUROC")):
        row = report.study.evaluation.row(metric)
        yield f"figures   {words} {performance.written(row) if row else 'not known'}"
    yield f"enough    {plan.words()}"
    yield f"advice    {report.line}"
    if report.update:
        yield f"          {report.update}"
