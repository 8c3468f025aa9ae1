"""What can be found about people, a model or a run: stable codes, each with a page of its own.

A page lies in ``docs/reference/checks/`` under the name of its code. Findings of
`nhml diagnose` that concern the people alone have codes without a page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

Severity = Literal["stop", "warn", "note"]
_PAGES = "docs/reference/checks"


@dataclass(frozen=True)
class Finding:
    """One thing found: a code, how bad it is, what, why it matters, the way out."""

    code: str
    severity: Severity
    what: str
    why: str
    way_out: str


class Check(NamedTuple):
    """What a code stands for: in words, why it matters, the way out."""

    words: str
    why: str
    way_out: str


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "leakage": Check(
            "a predictor writes the outcome, follows from it, or is tied to it without a reason",
            "it predicts without knowing anything: the figures are those of the definition",
            "leave it out, name it in [features.pathway] with a reason, or set features.leakage = "
            '"drop"',
        ),
        "golden_feature": Check(
            "one feature alone tells who has the outcome",
            "a leak until it is explained; and where it is none, nobody needs a model beside it",
            "look for how it follows from the outcome, and leave it out",
        ),
        "too_few_events": Check(
            "too few people with or without the outcome to learn from",
            "effects are often biased, and one person's risk hangs on who was there",
            "choose fewer features, or add people",
        ),
        "worse_than_baseline": Check(
            "not shown to be better than plain logistic regression, or than one risk for all",
            "what is more complicated has to earn it",
            "set model.estimator = logistic, or add people until the gain is shown",
        ),
        "worse_than_clinical_rule": Check(
            "not shown to be better than the rule that clinicians use, or than acting on all",
            "a rule of a few questions needs no laboratory",
            "use the rule, add predictors that it does not ask, or name other evaluate.thresholds",
        ),
        "miscalibrated": Check(
            "risks are, or may be, too high, too low or too extreme",
            "a decision at a threshold is wrong where the risk is",
            "recalibrate on people like those it will be used for, or add people until it is shown",
        ),
        "unstable": Check(
            "one person's risk depends on who happened to be learnt from",
            "another sample of the same clinic would have told this person something else",
            "add people, choose fewer features, or set model.estimator = logistic",
        ),
        "group_without_events": Check(
            "a group is too small to say whether its risks are right",
            "figures of everybody say nothing of this group",
            "add people of the group, or say beside the model that it is not known there",
        ),
        "group_miscalibrated": Check(
            "the risks of a group are shown to be off, or nobody looked at the groups",
            "everybody's figures hide who is told too much or too little",
            "look for what differs there, recalibrate, or leave the group out of whom it is for",
        ),
        "too_many_abstained": Check(
            "the model says nothing about too many, or is good only about those it chose",
            "whoever may be silent on the hard ones looks good on the rest",
            "ask for fewer columns in abstain.required, raise abstain.max_missing, and read the "
            "figures over all eligible",
        ),
        "drift": Check(
            "the people are not those it learnt from",
            "what was shown of the model was shown of others",
            "judge it on these people, and recalibrate or train again",
        ),
        "not_judged": Check(
            "there are no figures that the gate can rely on",
            "what is not shown counts as not so",
            "train again with evaluate.resamples of 100 at least, and leave what the run keeps "
            "as it is",
        ),
    }
)


def page(code: str) -> str:
    """Give the page of a code; empty where it has none."""
    return f"{_PAGES}/{code}.md" if code in CHECKS else ""


def found(code: str, severity: Severity, what: str) -> Finding:
    """Make a finding of a code that has a page."""
    check = CHECKS[code]
    return Finding(code, severity, what, check.why, check.way_out)
