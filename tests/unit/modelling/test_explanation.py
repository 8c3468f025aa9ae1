"""Contributions: folded, written, the largest of them."""

import numpy as np
import pandas as pd

from nhml.features.build import Feature
from nhml.modelling.explanation import COLUMNS, fold, frame, to_shap, top

TWO = (Feature("bmi", "general", ("bmi",), "kg/m2"), Feature("shbg", "HPG", ("shbg",), "nmol/L"))


def explained() -> pd.DataFrame:
    """Two panels of two features each."""
    X = np.array([[30.0, np.nan], [25.0, 40.0]])
    parts = np.array([[0.1, -0.5, -1.0], [0.7, 0.2, -1.0]])
    return frame(np.array(["a", "b"], dtype=object), TWO, X, parts)


def test_a_z_score_is_added_to_its_feature() -> None:
    """Of three features the first and third have one: 1 + 10, 2, 3 + 20; base 100."""
    parts = np.array([[1.0, 2.0, 3.0, 20.0, 10.0, 100.0]])
    assert fold(parts, [2, 0], 3).tolist() == [[11.0, 2.0, 23.0, 100.0]]


def test_two_z_scores_of_one_feature_are_both_added() -> None:
    """1 + 10 + 20."""
    assert fold(np.array([[1.0, 10.0, 20.0, 0.0]]), [0, 0], 1).tolist() == [[31.0, 0.0]]


def test_without_z_scores_nothing_is_folded() -> None:
    """And what was given stays as it was."""
    parts = np.array([[1.0, 2.0, 3.0]])
    folded = fold(parts, [], 2)
    folded[0, 0] = 9.0
    assert parts.tolist() == [[1.0, 2.0, 3.0]]


def test_a_panel_is_its_features_and_then_its_base() -> None:
    """Value beside contribution, empty where not measured."""
    found = explained()
    assert tuple(found) == COLUMNS
    assert found["panel_id"].tolist() == ["a", "a", "a", "b", "b", "b"]
    assert found["feature"].tolist() == ["bmi", "shbg", "base"] * 2
    assert found["group"].tolist() == ["general", "HPG", "base"] * 2
    assert found["contribution"].tolist() == [0.1, -0.5, -1.0, 0.7, 0.2, -1.0]
    assert found["value"].isna().tolist() == [False, True, True, False, False, True]


def test_nobody_is_explained_by_an_empty_frame() -> None:
    """With its columns."""
    none = frame(np.empty(0, dtype=object), TWO, np.empty((0, 2)), np.empty((0, 3)))
    assert tuple(none) == COLUMNS
    assert len(top(none, 3)) == len(none) == 0


def test_the_largest_come_first_whatever_their_sign() -> None:
    """-0.5 before 0.1; the base is none of them."""
    found = top(explained(), 2)
    assert found["panel_id"].tolist() == ["a", "a", "b", "b"]
    assert found["contribution"].tolist() == [-0.5, 0.1, 0.7, 0.2]
    assert top(explained(), 1)["feature"].tolist() == ["shbg", "bmi"]


def test_more_than_there_are_is_all_but_the_base() -> None:
    """Two a panel."""
    assert len(top(explained(), 99)) == 4


def test_panels_of_one_name_are_kept_apart() -> None:
    """A panel is a run of rows that ends with its base, not an id."""
    found = top(explained().assign(panel_id="same"), 1)
    assert found["feature"].tolist() == ["shbg", "bmi"]


def test_shap_plots_what_was_explained() -> None:
    """A row a panel, the base beside it, values with their gaps; its plots take it."""
    import matplotlib as mpl
    import shap

    mpl.use("Agg")
    given = to_shap(explained())
    assert given.values.tolist() == [[0.1, -0.5], [0.7, 0.2]]
    assert given.base_values.tolist() == [-1.0, -1.0]
    assert given.feature_names == ["bmi", "shbg"]
    assert np.isnan(given.data).tolist() == [[False, True], [False, False]]
    drawn = shap.plots.waterfall(given[1], show=False)
    assert "40 = shbg" in {text.get_text() for text in drawn.get_yticklabels()}


def test_nobody_is_nothing_to_shap_either() -> None:
    """No row; no name, for there is none in the frame."""
    none = frame(np.empty(0, dtype=object), TWO, np.empty((0, 2)), np.empty((0, 3)))
    assert to_shap(none).values.shape == (0, 0)
