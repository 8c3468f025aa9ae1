"""A rule that is said to fire for more panels fires wherever it did."""

import re

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from nhml.panels import expressions
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from nhml.safety.loosening import direction

COMPARISON = st.builds(
    "{} {} {}".format,
    st.sampled_from(["age", "sx_mrs", "sx_isi"]),
    st.sampled_from(["<", "<=", ">", ">="]),
    st.integers(0, 30),
)
CONDITION = st.recursive(
    COMPARISON,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("(not {})".format, inner),
        st.builds("at_least({}, {}, {})".format, st.integers(1, 2), inner, inner),
    ),
    max_leaves=4,
)
VALUES = np.random.default_rng(5).integers(0, 29, (3, 200)).astype(float)
VALUES[np.random.default_rng(6).random((3, 200)) < 0.2] = np.nan
PANELS = check(harmonise(pd.DataFrame(dict(zip(["age", "sx_mrs", "sx_isi"], VALUES, strict=True)))))


@given(CONDITION, st.data())
def test_what_is_said_of_a_change_holds_for_every_panel(old, data):
    """Numbers of a condition are moved, a side is taken from it, or it becomes another."""
    moved = re.sub(r"(?<=[<>=] )[0-9]+", lambda _: str(data.draw(st.integers(0, 30))), old)
    new = data.draw(st.sampled_from([f"{old} or age > 20", f"{old} and age > 20", f"not {old}"]))
    for other in (new, data.draw(CONDITION), moved):
        said = direction(old, other)
        before, now = (expressions.evaluate(one, PANELS) for one in (old, other))
        if "fires for more panels" in said and "tighter" in said:
            assert not ((before == 1) & (now == 0)).any()
        if "fires for fewer panels" in said and "looser" in said:
            assert not ((before == 0) & (now == 1)).any()
        if said == "says the same":
            np.testing.assert_array_equal(before, now)
