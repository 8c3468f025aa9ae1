"""Bundles: what was saved is loaded, and nothing else is."""

import hashlib
import json
import os
import random
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts.cohort import Cohort
from nhml.errors import ModelError, ModelMismatch, ModelNotFound, NhmlError
from nhml.knowledge import tables
from nhml.knowledge.entries import Conversion
from nhml.modelling import bundle, probes
from nhml.modelling.risk_model import RiskModel
from nhml.panels.units import conversion
from tests.conftest import LEARNING

FILES = (
    "preprocess.json", "trees.json", "coefficients.json", "calibration.json",
    "baseline/coefficients.json", "baseline/calibration.json", "probes.jsonl", "card.json",
    "joint.json",
    "refits.json",
)  # fmt: skip


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A bundle that may be spoilt."""
    return Path(shutil.copytree(folder, tmp_path / "model"))


def refused(folder: Path, words: str) -> str:
    """What is said of a bundle that cannot be trusted."""
    with pytest.raises(ModelError, match=words) as raised:
        bundle.load(folder)
    return str(raised.value)


def edit_manifest(folder: Path, **changes: Any) -> None:
    """Write the manifest with other entries."""
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **changes}), "utf-8")


def forge(folder: Path, name: str, content: bytes) -> None:
    """Change a file and write its new digest into the manifest."""
    (folder / name).write_bytes(content)
    stated = json.loads((folder / "manifest.json").read_bytes())["files"]
    edit_manifest(folder, files={**stated, name: hashlib.sha256(content).hexdigest()})


def forge_json(folder: Path, name: str, changes: Mapping[str, Any]) -> None:
    """Change entries of a JSON file, its digest with it."""
    before = json.loads((folder / name).read_bytes())
    forge(folder, name, json.dumps({**before, **changes}).encode())


# what was saved


def test_a_bundle_holds_plain_files_and_says_so(folder: Path) -> None:
    """Every file stands in the manifest with its digest; no other is there."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    stated = json.loads((folder / "manifest.json").read_bytes())["files"]
    assert found == {*FILES, "manifest.json"}
    assert stated == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES
    }


def test_the_identity_is_the_digest_of_the_manifest(folder: Path, model: RiskModel) -> None:
    """And of nothing else."""
    assert model.identity == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


def test_a_loaded_model_answers_as_the_fitted_one(
    each_model: RiskModel, cohort: Cohort, panels: pd.DataFrame, tmp_path: Path
) -> None:
    """Scores and explanations of each kind of estimator, but for its identity."""
    loaded = bundle.save(each_model, tmp_path / "m", probes.make(each_model, cohort))
    scores, wanted = loaded.score(panels), each_model.score(panels)
    pd.testing.assert_frame_equal(scores.drop(columns="model"), wanted.drop(columns="model"))
    pd.testing.assert_frame_equal(loaded.explain(panels), each_model.explain(panels))
    judged, before = loaded.judge(cohort.panels), each_model.judge(cohort.panels)
    pd.testing.assert_frame_equal(judged, before)
    assert loaded.pathway == each_model.pathway
    assert loaded.training == json.loads(json.dumps(each_model.training))


def test_packing_what_was_loaded_gives_the_same_files(folder: Path, model: RiskModel) -> None:
    """There and back to the byte."""
    exam = [json.loads(line) for line in (folder / "probes.jsonl").read_bytes().splitlines()]
    again = bundle.pack(model, exam)
    assert {name: again[name] for name in (*FILES, "manifest.json")} == {
        name: (folder / name).read_bytes() for name in (*FILES, "manifest.json")
    }


def test_the_card_says_which_pathway_was_let_in_and_why(folder: Path) -> None:
    """And whom it was learnt from."""
    card = json.loads((folder / "card.json").read_bytes())
    assert card["pathway"] == {"shbg": "measured together"}
    assert card["training"]["people"] == 400


def test_a_loaded_model_asks_the_same_refits(
    folder: Path, cohort: Cohort, panels: pd.DataFrame
) -> None:
    """As the model that was just fitted, and tells as much of all people."""
    fitted = RiskModel.fit(
        cohort, name="small-blend", estimator="blend", **{**LEARNING, "refits": 50}
    )
    loaded = bundle.load(folder)
    scores, wanted = (one.score(panels, interval="refits") for one in (loaded, fitted))
    assert scores["risk_low"].to_numpy() == pytest.approx(
        wanted["risk_low"].to_numpy(), abs=1e-9, nan_ok=True
    )
    assert loaded.instability == fitted.instability is not None


def test_no_person_of_the_training_is_in_a_bundle(folder: Path, cohort: Cohort) -> None:
    """Not an id of theirs."""
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    ids = [*cohort.panels.panel_id, *cohort.panels.subject_id]
    assert [one for one in ids if f'"{one}"'.encode() in content] == []


def test_a_folder_in_use_is_not_written_to(folder: Path, model: RiskModel, tmp_path: Path) -> None:
    """Nor is a file."""
    with pytest.raises(ModelError, match="is not an empty folder; name another one"):
        bundle.save(model, folder, [])
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="is not an empty folder"):
        bundle.save(model, tmp_path / "file", [])


# what was changed


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", [0.0, 0.5, 1.0])
def test_one_byte_is_noticed(copy: Path, name: str, place: float) -> None:
    """First, middle, last, of each file."""
    content = bytearray((copy / name).read_bytes())
    content[int(place * (len(content) - 1))] ^= 1
    (copy / name).write_bytes(content)
    assert f"{name} was changed after it was saved" in refused(copy, "cannot be trusted")


@pytest.mark.parametrize("name", FILES)
def test_a_cut_file_is_noticed(copy: Path, name: str) -> None:
    """By its last byte, and by all of them."""
    whole = (copy / name).read_bytes()
    for content in (whole[:-1], b""):
        (copy / name).write_bytes(content)
        assert f"{name} was changed" in refused(copy, "cannot be trusted")


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_noticed(copy: Path, name: str) -> None:
    """By its name."""
    (copy / name).unlink()
    assert f"{name} is missing" in refused(copy, "cannot be trusted")


def test_every_mistake_is_told_at_once(copy: Path) -> None:
    """One changed, one missing."""
    (copy / "card.json").write_bytes(b"{}")
    (copy / "calibration.json").unlink()
    assert len(refused(copy, "cannot be trusted").splitlines()) == 3


@pytest.mark.parametrize("name", ["model.pkl", ".hidden", "baseline/extra.json", "Card.json"])
def test_an_added_file_is_refused(copy: Path, name: str) -> None:
    """Whatever it holds."""
    (copy / name).write_bytes(b"")
    assert f"{name} does not belong to a bundle" in refused(copy, "cannot be trusted")


@pytest.mark.parametrize("name", ["more", "baseline/more", "__pycache__"])
def test_an_added_folder_is_refused(copy: Path, name: str) -> None:
    """Though it be empty."""
    (copy / name).mkdir()
    assert f"{name} is not a plain file" in refused(copy, "cannot be trusted")


@pytest.mark.parametrize("name", ["card.json", "trees.json", "manifest.json"])
def test_a_link_is_refused(copy: Path, tmp_path: Path, name: str) -> None:
    """Though what it points to is right."""
    shutil.move(copy / name, tmp_path / "elsewhere")
    (copy / name).symlink_to(tmp_path / "elsewhere")
    assert f"{name} is not a plain file" in refused(copy, "cannot be trusted")


def test_a_linked_folder_is_refused(copy: Path, tmp_path: Path) -> None:
    """The baseline lies elsewhere."""
    shutil.move(copy / "baseline", tmp_path / "elsewhere")
    (copy / "baseline").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert "baseline is not a plain file" in refused(copy, "cannot be trusted")


def test_folders_in_folders_are_refused_and_not_walked(copy: Path) -> None:
    """A thousand of them ended in a RecursionError."""
    (copy / "a" / "b" / "c").mkdir(parents=True)
    said = refused(copy, "cannot be trusted")
    assert "a is not a plain file" in said
    assert "a/b" not in said


def test_a_pipe_is_refused_and_not_waited_for(copy: Path) -> None:
    """Reading it would never end."""
    (copy / "card.json").unlink()
    os.mkfifo(copy / "card.json")
    assert "card.json is not a plain file" in refused(copy, "cannot be trusted")


def test_a_huge_file_is_refused_unread(copy: Path) -> None:
    """Ten terabytes of nothing, by its size alone."""
    with (copy / "trees.json").open("r+b") as file:
        file.truncate(10 * 10**12)
    assert "trees.json is larger than 30 MB" in refused(copy, "cannot be trusted")


@pytest.mark.parametrize("name", ["../card.json", "/etc/passwd", "baseline/../card.json", ""])
def test_a_path_in_the_manifest_leads_nowhere(copy: Path, name: str) -> None:
    """Only files of the folder are read, under their own names."""
    (copy.parent / "card.json").write_bytes(b"{}")
    stated = json.loads((copy / "manifest.json").read_bytes())["files"]
    edit_manifest(copy, files={**stated, name: hashlib.sha256(b"{}").hexdigest()})
    assert f"{name} is missing" in refused(copy, "cannot be trusted")


def test_a_file_that_the_manifest_does_not_list_is_refused(copy: Path) -> None:
    """Though a bundle may have it."""
    stated = json.loads((copy / "manifest.json").read_bytes())["files"]
    del stated["card.json"]
    edit_manifest(copy, files=stated)
    assert "card.json is not in the manifest" in refused(copy, "cannot be trusted")


# what is no manifest


def test_a_folder_without_a_manifest_is_no_model(tmp_path: Path) -> None:
    """Nor is one that is not there, nor one whose manifest is a folder."""
    (tmp_path / "manifest.json").mkdir()
    for place in (tmp_path, tmp_path / "nowhere", tmp_path / "a\0b"):
        with pytest.raises(ModelNotFound, match="no manifest"):
            bundle.load(place)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"\xff", b"[]", b"3.5", b"null", b'"format"', b"{}", b'{"format": NaN}',
        b"[" * 100_000, b'{"format": ' + b"[" * 100_000, b'{"format": 1}',
        b'{"format": 1, "files": []}', b"9" * 5000,
    ],
    ids=lambda content: repr(content[:20]),
)  # fmt: skip
def test_what_is_no_manifest_is_refused(copy: Path, content: bytes) -> None:
    """Broken, no object, too deep, without its entries."""
    (copy / "manifest.json").write_bytes(content)
    refused(copy, r"manifest\.json: is not a manifest")


@pytest.mark.parametrize("stated", [0, 2, 1.0, True, "1", None, [1]])
def test_another_format_is_refused(copy: Path, stated: object) -> None:
    """A whole one, and no number that only equals it."""
    edit_manifest(copy, format=stated)
    refused(copy, "has another format than 1; load it with the nhml version that it names")


@pytest.mark.parametrize("entry", ["name", "outcome", "features", "tables", "files"])
def test_an_entry_of_another_kind_is_refused(copy: Path, entry: str) -> None:
    """A number instead of it."""
    edit_manifest(copy, **{entry: 1.5})
    refused(copy, r"manifest\.json: is not a manifest")


def test_an_unknown_outcome_is_refused(copy: Path) -> None:
    """No row of the table."""
    edit_manifest(copy, outcome="happiness")
    refused(copy, r"does not hold a model \(KeyError\)")


def test_a_manifest_that_lists_other_features_is_refused(copy: Path) -> None:
    """A reader of the manifest would be told another unit."""
    listed = json.loads((copy / "manifest.json").read_bytes())["features"]
    edit_manifest(copy, features=[{**listed[0], "unit": "months"}, *listed[1:]])
    refused(copy, "its manifest lists other features than it reads")


# what was forged, its digest with it


@pytest.mark.parametrize("name", ["coefficients.json", "baseline/coefficients.json"])
def test_a_forged_coefficient_fails_the_probes(copy: Path, name: str) -> None:
    """By a thousandth; of the model and of what it is measured against."""
    before = json.loads((copy / name).read_bytes())
    forge_json(copy, name, {"intercept": before["intercept"] + 1e-3})
    with pytest.raises(ModelMismatch, match="no longer gives the risks of its probes"):
        bundle.load(copy)


@pytest.mark.parametrize("name", ["calibration.json", "baseline/calibration.json"])
def test_a_forged_calibration_fails_the_probes(copy: Path, name: str) -> None:
    """A slope of half."""
    forge_json(copy, name, {"slope": 0.5})
    with pytest.raises(ModelMismatch, match="no longer gives the risks of its probes"):
        bundle.load(copy)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"eligible": "sex == 'M' and age >= 60"}, "no longer speaks or is silent"),
        ({"required": ["age", "tsh"]}, "no longer speaks or is silent"),
        ({"max_missing": 0.0}, "no longer speaks or is silent"),
    ],
)
def test_a_forged_population_fails_the_probes(
    copy: Path, changes: dict[str, Any], words: str
) -> None:
    """Whom it speaks of is as much its answer as the risk."""
    before = json.loads((copy / "preprocess.json").read_bytes())["applicability"]
    forge_json(copy, "preprocess.json", {"applicability": {**before, **changes}})
    with pytest.raises(ModelMismatch, match=words):
        bundle.load(copy)


@pytest.mark.parametrize("inputs", [[], ["hba1c"], [None], [["bmi"]], [0.5]])
def test_a_feature_made_from_other_columns_is_refused(copy: Path, inputs: list[Any]) -> None:
    """Its inputs tell which invalid sample silences the model; the probes do not see them."""
    before = json.loads((copy / "preprocess.json").read_bytes())["features"]
    changed = [{**one, "inputs": inputs} if one["name"] == "bmi" else one for one in before]
    forge_json(copy, "preprocess.json", {"features": changed})
    with pytest.raises(ModelMismatch, match="bmi is made from other columns than when"):
        bundle.load(copy)


@pytest.mark.parametrize("number", [None, "x", [1.0]])
@pytest.mark.parametrize("name", ["filling", "low", "weights"])
def test_an_unknown_number_of_a_term_is_refused(copy: Path, name: str, number: object) -> None:
    """It would show itself as no risk at all with the panels alone that need it."""
    terms = json.loads((copy / "coefficients.json").read_bytes())["terms"]
    terms[-1][name] = [None] * len(terms[-1][name]) if name == "weights" else number
    forge_json(copy, "coefficients.json", {"terms": terms})
    refused(copy, "does not hold a model")


@pytest.mark.parametrize("inputs", [["shoe_size"], "bmi", [None], [["bmi"]], 3])
def test_a_population_that_cannot_be_asked_is_refused_on_loading(
    copy: Path, inputs: object
) -> None:
    """And not when the first person is scored."""
    before = json.loads((copy / "preprocess.json").read_bytes())["applicability"]
    forge_json(copy, "preprocess.json", {"applicability": {**before, "inputs": inputs}})
    refused(copy, "does not hold a model")


def test_a_forged_interval_fails_the_probes(copy: Path) -> None:
    """A narrower one would pass as a surer model."""
    before = json.loads((copy / "preprocess.json").read_bytes())["stability"]
    weights = [before["weights"][0] - 0.5, *before["weights"][1:]]
    forge_json(copy, "preprocess.json", {"stability": {**before, "weights": weights}})
    with pytest.raises(ModelMismatch, match="no longer gives the intervals"):
        bundle.load(copy)


def test_refits_of_another_calibration_fail_the_probes(copy: Path) -> None:
    """A narrower spread would pass as a surer model."""
    members = json.loads((copy / "refits.json").read_bytes())["refits"]
    calm = [{**one, "calibration": [0.5, one["calibration"][1]]} for one in members]
    forge_json(copy, "refits.json", {"refits": calm})
    with pytest.raises(ModelMismatch, match="no longer gives the intervals"):
        bundle.load(copy)


def test_refits_that_were_taken_out_are_missed(copy: Path) -> None:
    """By the manifest; where it was changed too, by the probes."""
    (copy / "refits.json").unlink()
    refused(copy, "refits.json is missing")
    stated = json.loads((copy / "manifest.json").read_bytes())["files"]
    edit_manifest(copy, files={name: one for name, one in stated.items() if name != "refits.json"})
    with pytest.raises(ModelMismatch, match="no longer gives the intervals"):
        bundle.load(copy)


def test_a_bundle_without_refits_is_read_as_before(
    each_model: RiskModel, cohort: Cohort, panels: pd.DataFrame, tmp_path: Path
) -> None:
    """Fewer than fifty are not kept: the fast interval stands, the other one is refused."""
    model = bundle.save(each_model, tmp_path / "m", probes.make(each_model, cohort))
    assert not (tmp_path / "m" / "refits.json").exists()
    assert model.score(panels)["risk_low"].notna().any()
    with pytest.raises(ModelError, match=r"keeps no refits.* ask for the fast one, or train again"):
        model.score(panels, interval="refits")


RATE = {"sex": "M", "first": 20, "last": None, "people": 50, "share": 0.3, "low": 0.2, "high": 0.4}


@pytest.mark.parametrize(
    "facts",
    [
        {"cohort": 3},
        {"people": "many"},
        {"flow": [["all"]]},
        {"notes": [None]},
        {"settings": {"trees": 3}},
        {"base_rates": [{"sex": "M"}]},
        {"base_rates": [{**RATE, "share": 2.0}]},
        {"base_rates": [{**RATE, "sex": "X"}]},
    ],
)
def test_facts_that_no_page_could_tell_are_refused_on_loading(
    copy: Path, facts: dict[str, Any]
) -> None:
    """And not when the first page is made."""
    before = json.loads((copy / "card.json").read_bytes())["training"]
    forge_json(copy, "card.json", {"training": {**before, **facts}})
    refused(copy, "does not hold a model")


@pytest.mark.parametrize(
    "held", [{"rows": [["all"]], "calibration": []}, {"rows": [], "calibration": [["x"] * 4]}, 3]
)
def test_figures_that_are_none_are_refused_on_loading(copy: Path, held: object) -> None:
    """Those of the people held out."""
    forge_json(copy, "card.json", {"held_out": held})
    refused(copy, "does not hold a model")


def test_a_model_that_was_saved_without_figures_loads(copy: Path) -> None:
    """One of an earlier version: they are then told to lie elsewhere."""
    before = json.loads((copy / "card.json").read_bytes())
    forge(
        copy,
        "card.json",
        json.dumps({key: before[key] for key in ("training", "pathway")}).encode(),
    )
    assert bundle.load(copy).held_out is None


@pytest.mark.parametrize("content", [b"", b"\n", b"[]\n", b"{}\n", b"3\n", b"{\n", b"\xff\n"])
def test_a_model_without_an_exam_is_refused(copy: Path, content: bytes) -> None:
    """Empty probes, and probes that are none."""
    forge(copy, "probes.jsonl", content)
    refused(copy, "has [01] probes, wanted 50|does not hold a model")


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999"])
def test_a_number_that_is_none_is_refused(copy: Path, number: bytes) -> None:
    """As JSON does not know it, nor in another spelling."""
    forge(copy, "calibration.json", b'{"slope": 1.0, "intercept": ' + number + b"}")
    refused(copy, "does not hold a model")


@pytest.mark.parametrize("content", [b"{}", b"[]", b"", b"[" * 100_000, b'{"training": 1}'])
@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_shape_is_refused(copy: Path, name: str, content: bytes) -> None:
    """Whatever a parser makes of it."""
    forge(copy, name, content)
    refused(copy, "does not hold a model|has [01] probes, wanted 50")


def test_whatever_is_forged_only_a_models_error_comes_out(
    folder: Path, copy: Path, panels: pd.DataFrame
) -> None:
    """Three hundred bytes changed one at a time, digests with them: refused, or harmless."""
    drawn = random.Random(0)
    refusals = 0
    for _ in range(300):
        name = drawn.choice(FILES)
        content = bytearray((folder / name).read_bytes())
        signs = b'0123456789.-e[]{}",:nax ' if drawn.random() < 0.8 else bytes(range(256))
        content[drawn.randrange(len(content))] = drawn.choice(signs)
        forge(copy, name, bytes(content))
        try:
            answers = bundle.load(copy).score(panels.head(12))
        except NhmlError:
            refusals += 1
        else:
            assert len(answers) == 12
        forge(copy, name, (folder / name).read_bytes())
    assert 150 < refusals < 300


def test_changed_trees_are_never_parsed(folder: Path, copy: Path) -> None:
    """Their digest is asked first."""
    whole = (folder / "trees.json").read_bytes()
    for at in np.random.default_rng(0).integers(0, len(whole), 100).tolist():
        changed = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        (copy / "trees.json").write_bytes(changed)
        assert "trees.json was changed" in refused(copy, "cannot be trusted")


# what medicine says meanwhile


def test_a_bundle_loads_without_a_warning(folder: Path, recwarn: pytest.WarningsRecorder) -> None:
    """While the tables are what they were."""
    bundle.load(folder)
    assert [str(one.message) for one in recwarn] == []


@pytest.mark.parametrize(
    ("key", "change"), [("shbg", {"possible": (0.5, 999.0)}), ("bmi", {"molar_mass": 1.0})]
)
def test_a_changed_row_that_moves_no_probe_is_a_warning(
    folder: Path, monkeypatch: pytest.MonkeyPatch, key: str, change: dict[str, Any]
) -> None:
    """Limits can be corrected without training again."""
    rows = tables.analytes()
    monkeypatch.setattr(tables, "analytes", lambda: {**rows, key: replace(rows[key], **change)})
    with pytest.warns(UserWarning, match="rows of analytes that the model uses were changed"):
        bundle.load(folder)


def test_a_changed_conversion_is_a_mismatch(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """HbA1c in mmol/mol, by 0.09 per cent."""
    entry = tables.analytes()["hba1c"]
    unit, (scale, offset) = next(
        (name, found) for name, found in entry.units.items() if name != entry.unit
    )
    units = {**entry.units, unit: Conversion(1.0009 * scale, offset)}
    changed = {**tables.analytes(), "hba1c": replace(entry, units=units)}
    monkeypatch.setattr(tables, "analytes", lambda: changed)
    conversion.cache_clear()
    try:
        with pytest.raises(ModelMismatch, match="features hba1c are no longer computed"):
            bundle.load(folder)
    finally:
        conversion.cache_clear()
