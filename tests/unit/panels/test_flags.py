"""Names that hold for panels, in words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhml.panels import flags


@given(
    st.integers(0, 70).flatmap(
        lambda names: st.lists(st.lists(st.booleans(), min_size=names, max_size=names), min_size=1)
    )
)
def test_every_panel_has_the_names_that_hold_for_it_however_many_there_are(rows):
    """Past 16 names sets are sorted, past 62 they do not fit into one integer."""
    table = np.array(rows, dtype=bool).reshape(len(rows), -1)
    names = [f"n{at}" for at in range(table.shape[1])]
    texts, which = flags.held(dict(zip(names, table.T, strict=True)), len(rows), "; ")
    wanted = ["; ".join(n for n, one in zip(names, row, strict=True) if one) for row in rows]
    assert [texts[at] for at in which] == wanted
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("holds", [True, False])
def test_what_holds_for_all_alike_may_be_said_once(holds):
    """A column that nobody sent is unknown to every panel."""
    texts, which = flags.held({"tsh": np.asarray(holds), "ft4": np.array([True, False])}, 2)
    assert [texts[at] for at in which] == (["tsh, ft4", "tsh"] if holds else ["ft4", ""])
