"""No word in a config keeps what defines an outcome."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhml.cohorts.outcomes import guard, unseen
from nhml.errors import CohortError
from nhml.features.build import GROUPS, features
from nhml.knowledge import tables

OUTCOMES = [one for one in tables.outcomes().values() if unseen(one)]
EVERY = sorted(
    {one.name for one in features(GROUPS)}
    | {key for key, item in tables.context().items() if item.kind in ("number", "flag", "code")}
    | {*tables.symptoms()}
)
NAMEABLE = [name for name in EVERY if name not in {*tables.indices(), *tables.instruments()}]
SOME = st.lists(st.sampled_from(NAMEABLE), max_size=6)


@settings(max_examples=150, deadline=None)
@given(
    outcome=st.sampled_from(OUTCOMES),
    groups=st.lists(st.sampled_from(GROUPS), max_size=4),
    include=SOME,
    pathway=st.dictionaries(st.sampled_from(NAMEABLE), st.sampled_from(["", "needed"]), max_size=2),
    golden=st.lists(st.sampled_from(NAMEABLE), max_size=2),
    required=st.lists(st.sampled_from(NAMEABLE), max_size=2),
    leakage=st.sampled_from(["error", "drop"]),
)
def test_whatever_is_asked_for_nothing_that_defines_predicts(
    outcome, groups, include, pathway, golden, required, leakage
) -> None:
    """The run stops, or learns from features none of whose inputs wrote the outcome."""
    hidden = unseen(outcome)
    asked = features(groups, {*include, *pathway})
    named = {*pathway, *golden, *required}
    try:
        kept = guard(outcome, asked, pathway, golden=golden, required=required, leakage=leakage)
    except CohortError:
        bad = named & hidden or leakage == "error" or set(pathway) - set(outcome.pathway)
        assert bad or "" in pathway.values()
        return
    assert not named & hidden
    assert not [one.name for one in kept if {one.name, *one.inputs} & hidden]


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda one: one.key)
def test_with_everything_asked_for_the_rest_is_learnt_from(outcome) -> None:
    """Dropping leaves what does not define, and no more than that is lost."""
    asked = features(GROUPS, NAMEABLE)
    tied = dict.fromkeys(outcome.pathway, "measured together")
    kept = {one.name for one in guard(outcome, asked, tied, leakage="drop")}
    lost = {one.name for one in asked} - kept
    assert lost
    assert all({one.name, *one.inputs} & unseen(outcome) for one in asked if one.name in lost)
    assert {"age", "sex"} <= kept
