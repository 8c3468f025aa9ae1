"""What the model sees of a panel."""

import numpy as np
import pandas as pd
import pytest

from nhml.errors import ConfigError
from nhml.features.build import GROUPS, build, features, frame, with_derived
from nhml.panels.expressions import evaluate
from nhml.panels.panel import Problem
from nhml.panels.units import harmonise

FRAME = pd.DataFrame(
    [["a", 50, "F", 5.0, 200.0], ["b", 60, "M", None, 100.0], ["c", 70, None, 4.0, None]],
    columns=["panel_id", "age", "sex", "hdl", "chol_total"],
).assign(hdl_unit="mmol/L", chol_total_unit="mg/dL")


def named(*names):
    """Choose features by name."""
    every = {feature.name: feature for feature in features(GROUPS)}
    return [every[name] for name in names]


def test_a_group_brings_its_columns():
    """Age and sex are the person; therapies come only by name."""
    assert [feature.name for feature in features(["person"])] == ["age", "sex"]


def test_a_column_may_be_named_beside_the_groups():
    """Also one that does not come with its group."""
    names = [feature.name for feature in features(["person"], ["on_insulin", "tsh"])]
    assert names == ["age", "sex", "on_insulin", "tsh"]


def test_an_index_stands_where_all_its_inputs_do():
    """Else it would bring in what was left out."""
    assert "non_hdl" in [one.name for one in features([], ["chol_total", "hdl"])]
    assert "non_hdl" not in [one.name for one in features([], ["chol_total"])]


def test_endocrine_disruptors_are_shown_as_exposure():
    """The group is the axis, but for these."""
    assert {one.group for one in features(["exposure"])} == {"exposure"}


@pytest.mark.parametrize(("groups", "include"), [(["thyroid"], []), ([], ["thsh"])])
def test_an_unknown_group_or_key_is_named(groups, include):
    """With the groups that there are."""
    with pytest.raises(ConfigError, match=r"(thyroid|thsh) is neither a group \(person, HPT"):
        features(groups, include)


def test_the_matrix_has_a_row_a_panel():
    """Sex is 1 for F, 0 for M; an index lacks where an input does."""
    found = build(harmonise(FRAME), named("age", "sex", "hdl", "non_hdl"))
    nan, hdl = np.nan, 38.6664
    np.testing.assert_allclose(
        found,
        [[50, 1, 5 * hdl, 200 - 5 * hdl], [60, 0, nan, nan], [70, nan, 4 * hdl, nan]],
        rtol=1e-7,
    )


def test_no_features_are_no_columns():
    """The rows stay."""
    assert build(harmonise(FRAME), []).shape == (3, 0)


def test_sex_that_was_not_sent_is_unknown():
    """As a feature and in a formula."""
    panels = harmonise(FRAME.drop(columns="sex"))
    assert np.isnan(build(panels, named("sex", "egfr_ckdepi_2021"))).all()


def test_problems_do_not_change_the_matrix():
    """A row is not dropped for its problems."""
    panels = harmonise(FRAME).with_problems([Problem(0, "value_impossible", "age")])
    assert build(panels, named("age"))[:, 0].tolist() == [50, 60, 70]


def test_the_table_has_ids_before_the_features():
    """For people to read."""
    assert list(frame(harmonise(FRAME), named("age")).columns) == ["panel_id", "subject_id", "age"]


def test_what_stood_below_detection_is_a_flag_by_name():
    """Measured above it is 0, not measured is unknown."""
    sent = pd.DataFrame({"bpa": ["<0.2", "3", None], "bpa_unit": "ng/mL"})
    found = build(harmonise(sent), features([], ["below_bpa"]))
    np.testing.assert_array_equal(found[:, 0], [1, 0, np.nan])


def test_a_panel_without_an_analyte_has_nothing_below_detection():
    """Unknown, not no."""
    assert np.isnan(build(harmonise(FRAME), features([], ["below_bpa"]))).all()


def test_an_index_of_what_lies_beyond_detection_decides_only_what_it_has_to():
    """Aldosterone 25 over a renin below 0.6 is above 41; below 1, above 25 and perhaps 30."""
    sent = {"aldosterone": 25.0, "aldosterone_unit": "ng/dL", "renin_activity_unit": "ng/mL/h"}
    panels = harmonise(pd.DataFrame({"renin_activity": ["<0.6", "<1", 1, 0.5], **sent}))
    whole = with_derived(panels, ["arr"])
    decided = [True, np.nan, False, True]
    np.testing.assert_array_equal(evaluate("arr > 30", whole), decided)
    np.testing.assert_array_equal(evaluate("arr > 30", whole.take([3, 1])), [True, np.nan])
    assert "arr" not in whole.without(["arr"]).spans
