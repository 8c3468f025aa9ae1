"""A risk model as plain files, and back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from nhml.errors import ModelMismatch
from nhml.features import catalogue, learnt
from nhml.features.feature import Feature
from nhml.features.reference import AgeSexReference
from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.modelling import base_rates
from nhml.modelling.applicability import Applicability
from nhml.modelling.calibration import Calibration
from nhml.modelling.classifier import MarginCalibratedClassifier
from nhml.modelling.estimators import PARTS, AgeSexColumns, Learner, MarginModel, Recipe
from nhml.modelling.held_out import HeldOut
from nhml.modelling.instability import Instability
from nhml.modelling.joint import Joint
from nhml.modelling.logistic import SplineLogistic
from nhml.modelling.profile import Profile
from nhml.modelling.refits import Refits
from nhml.modelling.risk_model import RiskModel
from nhml.modelling.trees import BoostedTrees
from nhml.modelling.uncertainty import Stability
from nhml.modelling.update import Update
from nhml.panels import strict_json

_UPDATE = ("from", "method", "cohort", "fingerprint", "people", "events")


def files_of(model: RiskModel) -> dict[str, bytes]:
    """Write features, estimators and calibrations as file contents by name."""
    contents = {
        "preprocess.json": as_json(_preprocess(model)),
        "calibration.json": as_json(_calibration(model.classifier)),
        "baseline/calibration.json": as_json(_calibration(model.baseline)),
    }
    if model.profile is not None:
        contents["profile.json"] = as_json(model.profile.plain())
    if model.joint is not None:
        contents["joint.json"] = as_json(model.joint.plain(), indent=None)
    if model.refits is not None:
        contents["refits.json"] = as_json(_no_nan(model.refits.plain()), indent=None)
    for learner in model.classifier.model_.learners.values():
        contents |= _learner(learner)
    plain = _learner(model.baseline.model_.learners["logistic"])
    return contents | {f"baseline/{name}": content for name, content in plain.items()}


def _calibration(classifier: MarginCalibratedClassifier) -> dict[str, Any]:
    """Write slope and intercept, and what was changed of the log-odds afterwards."""
    learnt_, update = asdict(classifier.calibration_), classifier.update_
    return learnt_ if update is None else {**learnt_, "update": update.plain()}


def _learner(learner: Learner) -> dict[str, bytes]:
    if isinstance(learner, BoostedTrees):
        return {"trees.json": as_json(learner.plain(), indent=None)}
    return {"coefficients.json": as_json(learner.plain())}


def _preprocess(model: RiskModel) -> dict[str, Any]:
    reference, parts = model.classifier.model_.reference, model.classifier.recipe_.parts
    estimator = next(name for name, of in PARTS.items() if of == parts)
    return {
        "estimator": estimator,
        "features": [asdict(one) for one in model.features],
        "reference": None if reference is None else _no_nan(reference.plain()),
        "learnt": [_no_nan(learnt.plain(one)) for one in model.classifier.model_.learnt],
        "filling": _no_nan(np.asarray(model.classifier.model_.filling).tolist()),
        "stability": None if model.stability is None else model.stability.plain(),
        "applicability": model.applicability.plain(),
    }


def model_of(manifest: Mapping[str, Any], raw: Mapping[str, bytes]) -> RiskModel:
    """Read what `files_of` gave; every byte must have been verified before."""
    before, card = from_json(raw["preprocess.json"]), from_json(raw["card.json"])
    learners: dict[str, Learner] = {}
    if "coefficients.json" in raw:
        learners["logistic"] = _logistic(raw["coefficients.json"])
    if "trees.json" in raw:
        learners["trees"] = BoostedTrees.from_plain(from_json(raw["trees.json"]))
    plain: dict[str, Learner] = {"logistic": _logistic(raw["baseline/coefficients.json"])}
    stability = before["stability"]
    return RiskModel(
        name=manifest["name"],
        outcome=outcome(manifest["outcome"], card),
        features=tuple(map(_feature, before["features"])),
        classifier=_classifier(before["estimator"], learners, before, raw["calibration.json"]),
        baseline=_classifier("logistic", plain, before, raw["baseline/calibration.json"]),
        stability=None if stability is None else Stability.from_plain(stability),
        applicability=Applicability.from_plain(before["applicability"]),
        pathway=dict(card["pathway"]),
        training=_training(card["training"]),
        held_out=HeldOut.from_plain(shown) if (shown := card.get("held_out")) else None,
        profile=_profile(raw.get("profile.json")),
        joint=Joint.from_plain(from_json(raw["joint.json"])) if "joint.json" in raw else None,
        refits=Refits.from_plain(from_json(raw["refits.json"])) if "refits.json" in raw else None,
        instability=Instability.from_plain(told) if (told := card.get("instability")) else None,
    )


def _profile(raw: bytes | None) -> Profile | None:
    return None if raw is None else Profile.from_plain(from_json(raw))


def _feature(plain: Mapping[str, Any]) -> Feature:
    """Read a feature: it is made from what the tables say, for safety rules go by that."""
    read = Feature(**{**plain, "inputs": tuple(plain["inputs"])})
    if read.inputs != catalogue.known()[read.name].feature.inputs:
        raise ModelMismatch(
            f"{read.name} is made from other columns than when the model was trained; use the "
            "nhml version of its manifest, or train again"
        )
    return read


def _training(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Read what people are told of a training: names are text, numbers are whole."""
    base_rates.read(facts)
    told = [(facts["cohort"], str), (facts["people"], int), (facts["events"], int)]
    told += [(note, str) for note in facts.get("notes", ())]
    told += [(one[name], str) for one in facts.get("updates", ()) for name in _UPDATE[:4]]
    told += [(one[name], int) for one in facts.get("updates", ()) for name in _UPDATE[4:]]
    told += [part for words, n in facts.get("flow", ()) for part in ((words, str), (n, int))]
    told += [(one, dict) for one in dict(facts.get("settings", {})).values()]
    if not all(isinstance(cell, kind) for cell, kind in told):
        raise ValueError("the facts of its training are none")
    return dict(facts)


def card(model: RiskModel) -> dict[str, Any]:
    """Write what a person reads; an outcome that no table holds is carried whole."""
    known = tables.outcomes().get(model.outcome.key) == model.outcome
    said = {
        "training": model.training,
        "pathway": model.pathway,
        "held_out": None if model.held_out is None else model.held_out.plain(),
    }
    if model.instability is not None:
        said["instability"] = model.instability.plain()
    return said if known else {**said, "outcome": asdict(model.outcome)}


def outcome(key: str, card: Mapping[str, Any]) -> Outcome:
    """Read the outcome that the card carries; else the tables know it.

    Raises
    ------
    ValueError
        If what it carries is no outcome of that key.
    """
    if "outcome" not in card:
        return tables.outcomes()[key]
    stated: dict[str, Any] = {
        name: tuple(cell) if isinstance(cell, list) else cell
        for name, cell in card["outcome"].items()
    }
    cells = [part for cell in stated.values() for part in (cell, *cell)]
    if stated["key"] != key or not all(isinstance(part, str | tuple) for part in cells):
        raise ValueError("its outcome is none")
    return Outcome(**stated)


def _classifier(
    estimator: str, learners: dict[str, Learner], before: Mapping[str, Any], calibration: bytes
) -> MarginCalibratedClassifier:
    if estimator not in PARTS or set(PARTS[estimator]) != set(learners):
        raise ValueError("its files are not those of its estimator")
    columns = reference = None
    if before["reference"] is not None:
        reference = AgeSexReference.from_plain(before["reference"])
        columns = AgeSexColumns(reference.columns, reference.age, reference.sex, reference.states)
    made = MarginCalibratedClassifier(estimator, reference=columns)
    made.classes_, made.n_features_in_ = np.array([0.0, 1.0]), len(before["features"])
    made.recipe_ = Recipe(tuple(learners), reference=columns)
    made.model_ = MarginModel(made.recipe_)
    made.model_.reference, made.model_.learners = reference, learners
    made.model_.learnt = tuple(learnt.from_plain(one) for one in before["learnt"])
    made.model_.filling = np.array(before["filling"], dtype=np.float64)
    stated = from_json(calibration)
    made.calibration_ = Calibration(float(stated["slope"]), float(stated["intercept"]))
    moved = stated.get("update")
    made.update_ = None if moved is None else Update.from_plain(moved, made.n_features_in_)
    return made


def _logistic(raw: bytes) -> SplineLogistic:
    return SplineLogistic.from_plain(from_json(raw))


def as_json(data: Any, indent: int | None = 1) -> bytes:
    """Write plain data, keys sorted, refusing NaN."""
    return (json.dumps(data, indent=indent, sort_keys=True, allow_nan=False) + "\n").encode()


def from_json(raw: bytes) -> Any:
    """Read what `as_json` wrote; a ValueError for NaN, a key that stands twice, no UTF-8."""
    return strict_json.loads(raw.decode("utf-8"))


def _no_nan(data: Any) -> Any:
    """Write NaN as null; `numpy` reads it back as NaN."""
    if isinstance(data, dict):
        return {key: _no_nan(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_no_nan(value) for value in data]
    return None if isinstance(data, float) and np.isnan(data) else data
