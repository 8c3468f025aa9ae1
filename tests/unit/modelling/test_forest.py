"""Trees as plain numbers: what goes out comes back, what is forged never reaches XGBoost."""

import copy
import json
from typing import Any

import numpy as np
import pytest

from nhml.modelling import forest
from nhml.modelling.trees import BoostedTrees

DRAWN = np.random.default_rng(0)
X = DRAWN.normal(size=(300, 4))
X[::5, 1] = np.nan
Y = (X[:, 0] + DRAWN.normal(size=300) > 0).astype(float)
FITTED = BoostedTrees(12, max_depth=3, min_child_weight=1.0).fit(X, Y)
PLAIN = json.loads(json.dumps(FITTED.plain()))
#        0
#     1     2
#   3   4
SMALL = {
    "left": [1, 3, -1, -1, -1],
    "right": [2, 4, -1, -1, -1],
    "feature": [0, 1, 0, 0, 0],
    "value": [0.5, -1.0, 0.3, -0.2, 0.1],
    "default_left": [0, 1, 0, 0, 0],
    "cover": [10.0, 6.0, 4.0, 3.0, 3.0],
}


def made(trees: list[dict[str, Any]], /, **changes: Any) -> BoostedTrees:
    """A booster of these trees over four features, begun at one half."""
    return BoostedTrees.from_plain({"base": 0.5, "width": 4, "trees": trees, **changes})


def test_a_tree_answers_as_it_is_drawn() -> None:
    """Below goes left, missing goes where default_left says, leaves add up."""
    rows = np.array([[0.4, -2.0], [0.4, 0.0], [0.6, 0.0], [np.nan, 0.0], [0.4, np.nan]])
    margin = made([SMALL]).margin(np.column_stack([rows, np.zeros((5, 2))]))
    assert margin == pytest.approx([-0.2, 0.1, 0.3, 0.3, -0.2])
    assert made([SMALL, SMALL]).margin(np.zeros((1, 4))) == pytest.approx([0.2])


def test_risk_begins_at_the_base() -> None:
    """A quarter is -1.0986 in log-odds."""
    leaf = {**{name: [0] for name in SMALL}, "left": [-1], "right": [-1], "cover": [1.0]}
    assert made([leaf], base=0.25).margin(np.zeros((1, 4))) == pytest.approx([np.log(1 / 3)])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"left": [1, 3, -1, -1, 9]}, "one child"),
        ({"left": [1, 99, -1, -1, -1]}, "without a parent"),
        ({"left": [1, 1, -1, -1, -1]}, "without a parent"),
        ({"left": [1, 2, -1, -1, -1]}, "without a parent"),
        ({"left": [3, 1, -1, -1, -1]}, "a child before its parent"),
        ({"left": [1, 3, -1, -1]}, "another length"),
        ({"left": [1.5, 3, -1, -1, -1]}, "no whole number"),
        ({"feature": [4, 1, 0, 0, 0]}, "a feature or a direction"),
        ({"feature": [-1, 1, 0, 0, 0]}, "a feature or a direction"),
        ({"default_left": [2, 1, 0, 0, 0]}, "a feature or a direction"),
        ({"value": [float("nan"), 0, 0, 0, 0]}, "a number that is none"),
        ({"value": [1e39, 0, 0, 0, 0]}, "a value that cannot be"),
        ({"cover": [-1.0, 6.0, 4.0, 3.0, 3.0]}, "a cover or a value"),
        ({"cover": [10.0, 6.0, 4.0, 0.0, 6.0]}, "a cover or a value"),
        ({"cover": [10.0, 6.0, 9.0, 3.0, 3.0]}, "not that of the children"),
        ({"cover": "many"}, "could not convert|another length"),
        ({"more": [0, 0, 0, 0, 0]}, "another length"),
        ({name: [] for name in SMALL}, "nodes too many"),
    ],
)
def test_what_is_no_tree_is_refused(changes: dict[str, Any], words: str) -> None:
    """Before XGBoost sees it."""
    with pytest.raises(ValueError, match=words):
        made([{**SMALL, **changes}])


def test_a_chain_of_nodes_is_refused() -> None:
    """Explaining it would cost more stack than there is."""
    n = 200  # a comb: 0 -> (1, 2), 1 -> (3, 4), 3 -> (5, 6), …
    left, right = [-1] * (2 * n + 1), [-1] * (2 * n + 1)
    for at in range(n):
        left[max(2 * at - 1, 0)], right[max(2 * at - 1, 0)] = 2 * at + 1, 2 * at + 2
    rest = {name: [0] * (2 * n + 1) for name in ("feature", "value", "default_left", "cover")}
    with pytest.raises(ValueError, match="too deep"):
        made([{"left": left, "right": right, **rest}])


@pytest.mark.parametrize("changes", [{"base": 0.0}, {"base": 1.0}, {"width": 0}, {"trees": []}])
def test_a_forest_needs_a_base_a_width_and_trees(changes: dict[str, Any]) -> None:
    """Or there is nothing to begin with."""
    with pytest.raises(ValueError, match="base, width or number of trees"):
        made([SMALL], **changes)


def test_whatever_is_forged_is_refused_or_answers() -> None:
    """Six hundred changes of one number: an error in words, or finite log-odds; never a crash."""
    drawn, refused = np.random.default_rng(1), 0
    for _ in range(600):
        changed = copy.deepcopy(PLAIN)
        tree = changed["trees"][drawn.integers(len(changed["trees"]))]
        column = tree[drawn.choice(sorted(tree))]
        column[drawn.integers(len(column))] = drawn.choice(
            [-1, 0, 1, 2, 5, 7, 10**6, -(10**6), 2**31, 2**63, 1e308, 0.5]
        ).item()
        try:
            answers = BoostedTrees.from_plain(changed)
        except ValueError:
            refused += 1
        else:
            assert np.isfinite(answers.margin(X)).all()
            assert answers.contributions(X).shape == (300, 5)
    assert 200 < refused < 600


def test_nothing_but_the_numbers_is_kept() -> None:
    """No parameter, name or version of the library that grew them."""
    assert set(PLAIN) == {"base", "width", "trees"}
    assert all(set(tree) == set(SMALL) for tree in PLAIN["trees"])
    assert forest.plain(BoostedTrees.from_plain(PLAIN).booster) == PLAIN
