"""Nobody is weighted, drawn again or thresholded by class: no config can ask for it."""

import ast
import inspect
from pathlib import Path

import numpy as np
import pytest
import xgboost as xgb

from nhml.cohorts.cohort import Cohort
from nhml.config import parts
from nhml.config.reading import read
from nhml.errors import ConfigError
from nhml.modelling.classifier import MarginCalibratedClassifier
from nhml.modelling.estimators import Recipe
from nhml.modelling.risk_model import RiskModel
from nhml.modelling.trees import SMALL_DATA, BoostedTrees
from nhml.modelling.tuning import tune
from tests.study import REPOSITORY

WORDS = (
    "scale_pos_weight", "class_weight", "sample_weight", "weights", "balanced", "max_delta_step",
    "smote", "SMOTE", "oversample", "undersample", "resample", "resampling", "sampling_strategy",
    "is_unbalance", "focal_loss", "threshold_tuning", "settings", "params",
)  # fmt: skip
FORBIDDEN = {
    "scale_pos_weight", "class_weight", "sample_weight", "max_delta_step", "is_unbalance",
    "balanced", "imblearn", "SMOTE", "RandomOverSampler", "RandomUnderSampler", "set_weight",
}  # fmt: skip
CONFIG = REPOSITORY / "configs" / "synthetic_thyroid.toml"
FREE = ("pathway", "golden")  # tables of names and reasons


def places() -> list[str]:
    """Every section of a config, above all of them, and every key of each as if it were one."""
    found = [""]
    for name, part in parts.sections().items():
        found += [name, *(f"{name}.{key}" for key in part.model_fields if key not in FREE)]
    return found


@pytest.mark.parametrize("place", places())
def test_no_place_of_a_config_takes_it(place: str) -> None:
    """Every word in every place is a mistake, told with its place."""
    for word in WORDS:
        key = f"{place}.{word}".lstrip(".")
        with pytest.raises(ConfigError) as told:
            read(CONFIG, [f"{key}=9"])
        assert key.rpartition(".")[0].partition(".")[0] in str(told.value)
        assert "cannot be used" in str(told.value)


@pytest.mark.parametrize("word", WORDS)
def test_a_key_that_is_none_is_said_to_be_none(word: str) -> None:
    """Not passed over in silence, nor handed on to a library."""
    for section in ("model", "tune", "evaluate", "split"):
        with pytest.raises(ConfigError, match=rf"{section}\.{word}: Extra inputs"):
            read(CONFIG, [f"{section}.{word}=balanced"])


@pytest.mark.parametrize("value", ["balanced", "smote", "xgboost(scale_pos_weight=9)", "imblearn"])
def test_no_estimator_is_called_so(value: str) -> None:
    """There are three, and none has settings in a config."""
    with pytest.raises(ConfigError, match=r"model\.estimator: Input should be"):
        read(CONFIG, [f"model.estimator={value}"])


@pytest.mark.parametrize("word", sorted(FORBIDDEN))
def test_free_tables_hand_nothing_on(word: str, cohort: Cohort) -> None:
    """A name with a reason is a name: as golden it does nothing, as pathway it is refused."""
    learning = {"groups": ["person", "general"], "trials": 0, "refits": 0, "estimator": "xgboost"}
    asked = read(CONFIG, [f"features.golden.{word}=balanced"]).learning()
    assert word not in {**asked, "golden": None}
    made = RiskModel.fit(cohort, **learning, golden={word: "9"})
    assert set(made.training["settings"]["trees"]) == {*_tuned(), "n_trees"}
    assert made.training["golden"] == {}
    with pytest.raises(ConfigError, match=f"features: {word} is neither a group"):
        RiskModel.fit(cohort, **learning, pathway={word: "9"})


def _tuned() -> set[str]:
    return set(SMALL_DATA) - {"eta"}


def test_tuning_looks_for_none_of_it() -> None:
    """The shape of trees and the strength of a penalty, on log loss."""
    drawn = np.random.default_rng(0)
    X = drawn.normal(size=(200, 3))
    y = (X[:, 0] + drawn.normal(size=200) > 0).astype(float)
    rows = np.arange(200)
    splits = [(rows[rows % 2 == k], rows[rows % 2 != k]) for k in (0, 1)]
    wanted = {"logistic": {"strength", "n_knots"}, "trees": {*_tuned(), "n_trees"}}
    for part, names in wanted.items():
        assert set(tune(Recipe((part,)), part, X, y, splits, 3).settings) == names


@pytest.mark.parametrize("word", ["scale_pos_weight", "max_delta_step", "booster", "objective"])
def test_trees_take_no_other_setting(word: str) -> None:
    """Not even from Python."""
    with pytest.raises(ValueError, match=f"found {word}; wanted some of eta, max_depth"):
        BoostedTrees(**{word: 1.0})


def test_what_xgboost_is_called_with_weighs_nobody() -> None:
    """By the parameters, and by what the booster says that it did."""
    assert not FORBIDDEN & set(BoostedTrees().parameters())
    X = np.random.default_rng(0).normal(size=(100, 2))
    made = BoostedTrees(n_trees=2).fit(X, (X[:, 0] > 1).astype(float))
    assert isinstance(made.booster, xgb.Booster)
    said = made.booster.save_config()
    assert '"scale_pos_weight":"1"' in said
    assert '"max_delta_step":"0"' in said


def test_the_classifier_has_no_such_parameter() -> None:
    """Neither when it is made nor when it is fitted."""
    made = MarginCalibratedClassifier()
    asked = {*made.get_params(), *inspect.signature(made.fit).parameters}
    assert not FORBIDDEN & asked
    assert asked == {
        "estimator",
        "trials",
        "log",
        "reference",
        "learnt",
        "seed",
        "X",
        "y",
        "splits",
    }
    with pytest.raises(ValueError, match="Invalid parameter 'class_weight'"):
        made.set_params(class_weight="balanced")


@pytest.mark.parametrize(
    "path", sorted((REPOSITORY / "nhml").rglob("*.py")), ids=lambda path: path.stem
)
def test_no_line_of_nhml_names_it(path: Path) -> None:
    """As an argument, an attribute, a name or a text of its own; nor a weight of a row."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        said = {
            *(keyword.arg for keyword in getattr(node, "keywords", ())),
            getattr(node, "attr", None), getattr(node, "id", None), getattr(node, "module", None),
            getattr(node, "value", None) if isinstance(node, ast.Constant) else None,
        }  # fmt: skip
        called = getattr(getattr(node, "func", None), "attr", "")
        if called == "DMatrix" and "weight" in said:
            found.append("DMatrix(weight=)")
        found += sorted(FORBIDDEN & {one for one in said if isinstance(one, str)})
    assert found == []
