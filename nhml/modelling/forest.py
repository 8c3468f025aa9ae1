"""Boosted trees as plain numbers, and back into a booster by numbers that were checked.

XGBoost does not check what it reads: a changed leaf or length can crash the process or
silently give other risks. So its own files are never read. What is kept are six columns of
numbers a tree; they are put into the frame of a booster that was made here and now.

::

    left, right      positions of the children, -1 at a leaf; a child stands after its parent
    feature          column that is looked at; 0 at a leaf
    value            threshold (below it goes left), or what a leaf adds to the log-odds
    default_left     1 where a missing value goes left
    cover            how much training weight came by
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import xgboost as xgb

_NAMES: Mapping[str, str] = {
    "left": "left_children",
    "right": "right_children",
    "feature": "split_indices",
    "value": "split_conditions",
    "default_left": "default_left",
    "cover": "sum_hessian",
}
_WHOLE = ("left", "right", "feature", "default_left")
_NO_PARENT = 2**31 - 1
Floats = npt.NDArray[np.float64]
_LARGEST = float(np.finfo(np.float32).max)
_MOST_TREES, _MOST_NODES, _DEEPEST = 10_000, 1_024, 32

Table = Mapping[str, list[Any]]


def plain(booster: xgb.Booster) -> dict[str, Any]:
    """Give a booster on log loss as plain numbers.

    Returns
    -------
    dict
        ``base``, the risk at which boosting began; ``width``, the number of features;
        ``trees``, a list of tables.
    """
    learner = json.loads(booster.save_raw("json"))["learner"]
    stated = learner["learner_model_param"]
    return {
        "base": float(stated["base_score"].strip("[]")),
        "width": int(stated["num_feature"]),
        "trees": [
            {name: tree[theirs] for name, theirs in _NAMES.items()}
            for tree in learner["gradient_booster"]["model"]["trees"]
        ],
    }


def booster(data: Mapping[str, Any], parameters: Mapping[str, Any]) -> xgb.Booster:
    """Make the booster of these numbers.

    Parameters
    ----------
    data : mapping
        As `plain` gave it; from anywhere.
    parameters : mapping
        What XGBoost is called with.

    Raises
    ------
    ValueError
        If they are not the numbers of trees.
    """
    base, width, trees = float(data["base"]), int(data["width"]), list(data["trees"])
    if not (0.0 < base < 1.0 and 0 < width <= _MOST_NODES and 0 < len(trees) <= _MOST_TREES):
        raise ValueError("base, width or number of trees")
    frame = _frame(base, width, parameters)
    model = frame["learner"]["gradient_booster"]["model"]
    empty = model["trees"][0]
    model["trees"] = [_tree(_checked(tree, width), at, empty) for at, tree in enumerate(trees)]
    model["tree_info"] = [0] * len(trees)
    model["iteration_indptr"] = list(range(len(trees) + 1))
    model["gbtree_model_param"]["num_trees"] = str(len(trees))
    made = xgb.Booster(model_file=bytearray(json.dumps(frame).encode()))
    made.set_param(dict(parameters))
    return made


def _frame(base: float, width: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Write the booster of one leaf, as this version of XGBoost writes it."""
    nobody = xgb.DMatrix(np.zeros((2, width)), np.array([0.0, 1.0]), nthread=1)
    made = xgb.train({**parameters, "base_score": base}, nobody, 1)
    frame: dict[str, Any] = json.loads(made.save_raw("json"))
    stated = frame["learner"]["learner_model_param"]
    stated["base_score"] = re.sub(r"[^\[\]]+", repr(base), stated["base_score"])
    return frame


def _checked(tree: Table, width: int) -> dict[str, list[Any]]:
    """Refuse a table that is no tree: each node but the first has one parent, before it."""
    columns = {name: np.asarray(tree[name], dtype=np.float64) for name in _NAMES}
    nodes = len(columns["left"])
    if set(tree) != set(_NAMES) or {one.shape for one in columns.values()} != {(nodes,)}:
        raise ValueError("columns of another length")
    if not 0 < nodes <= _MOST_NODES or not all(np.isfinite(one).all() for one in columns.values()):
        raise ValueError("nodes too many, or a number that is none")
    if any(
        (columns[name] != np.clip(np.rint(columns[name]), -2, _MOST_NODES)).any() for name in _WHOLE
    ):
        raise ValueError("a position that is no whole number of a node")
    whole = {name: columns[name].astype(np.int64) for name in _WHOLE}
    _refuse_what_is_no_tree(whole["left"], whole["right"])
    if not _within(whole["feature"], 0, width - 1) or not _within(whole["default_left"], 0, 1):
        raise ValueError("a feature or a direction that does not exist")
    _refuse_weights(whole, columns["cover"], columns["value"])
    return {name: whole.get(name, columns[name]).tolist() for name in _NAMES}


def _within(values: npt.NDArray[np.int64], low: int, high: int) -> bool:
    return bool((values >= low).all() and (values <= high).all())


def _refuse_what_is_no_tree(left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> None:
    inner = np.flatnonzero(left != -1)
    if ((left == -1) != (right == -1)).any():
        raise ValueError("a node with one child")
    children = np.concatenate([left[inner], right[inner]])
    if (np.sort(children) != np.arange(1, len(left))).any() or len(children) != len(left) - 1:
        raise ValueError("a node without a parent, or with two")
    if (children <= np.concatenate([inner, inner])).any():
        raise ValueError("a child before its parent")
    depth = np.zeros(len(left), dtype=np.int64)
    for node in inner:
        depth[[left[node], right[node]]] = depth[node] + 1
    if depth.max() > _DEEPEST:
        raise ValueError("a tree too deep")


def _refuse_weights(
    whole: Mapping[str, npt.NDArray[np.int64]], cover: Floats, value: Floats
) -> None:
    """Refuse numbers that single precision does not hold, and cover that does not add up."""
    if not (0.0 < cover.min() <= cover.max() < _LARGEST) or np.abs(value).max() > _LARGEST:
        raise ValueError("a cover or a value that cannot be")
    inner = np.flatnonzero(whole["left"] != -1)
    both = cover[whole["left"][inner]] + cover[whole["right"][inner]]
    if (np.abs(both - cover[inner]) > 1e-3 * cover[inner]).any():
        raise ValueError("a cover that is not that of the children")


def _tree(table: Mapping[str, list[Any]], at: int, empty: Mapping[str, Any]) -> dict[str, Any]:
    """Fill the table of one leaf, as this version of XGBoost writes it, with a whole tree."""
    nodes = len(table["left"])
    parents = [_NO_PARENT] * nodes
    for node, both in enumerate(zip(table["left"], table["right"], strict=True)):
        for child in both:
            if child != -1:
                parents[child] = node
    filled = {
        name: cell * nodes if isinstance(cell, list) and len(cell) == 1 else cell
        for name, cell in empty.items()
    }
    filled |= {theirs: table[name] for name, theirs in _NAMES.items()}
    filled |= {"parents": parents, "id": at}
    filled["tree_param"] = {**empty["tree_param"], "num_nodes": str(nodes)}
    return filled
