"""The profile of a training: plain data, of which nobody is a part."""

import json
from pathlib import Path

import numpy as np
import pytest

from nhml.errors import ModelError
from nhml.modelling import bundle, serial
from nhml.modelling.profile import Profile
from nhml.modelling.profiling import share
from nhml.modelling.risk_model import RiskModel


@pytest.fixture(scope="module")
def kept(in_use: Path) -> Profile:
    """As a bundle keeps it."""
    found = bundle.load(in_use / "model").profile
    assert found is not None
    return found


def test_a_training_keeps_what_its_model_reads(kept: Profile) -> None:
    """Every column, with how often it is missing, its spread and the units it was sent in."""
    tsh = kept.columns["tsh"]
    assert 0.0 < tsh.missing < 0.1
    assert tsh.spread is not None
    assert len(tsh.spread.edges) == 99
    assert sum(tsh.units.values()) == pytest.approx(1.0, abs=1e-4)
    assert {"age", "sex", "tpo_ab", "phq9_1"} <= set(kept.columns)
    assert kept.risk is not None
    assert kept.risk.edges[0] < -4 < kept.risk.edges[-1]  # log-odds
    assert sum(kept.status.values()) == pytest.approx(1.0, abs=0.01)


def test_each_site_has_its_own(kept: Profile) -> None:
    """One measures antibodies in some people only, and always has."""
    assert set(kept.sites) == {"north", "south", "east", "west"}
    assert kept.sites["west"].columns["tpo_ab"].missing > 0.2
    assert kept.sites["north"].columns["tpo_ab"].missing < 0.1


def test_it_is_plain_data_and_back(kept: Profile) -> None:
    """The bytes are JSON without NaN, and nothing is lost."""
    raw = serial.as_json(kept.plain())
    assert Profile.from_plain(json.loads(raw)) == kept


def test_no_share_tells_of_fewer_than_ten_people() -> None:
    """Three of five hundred stand as ten; nobody and everybody as they are."""
    ids = np.array([f"s{at}" for at in range(500)], dtype=object)
    assert share(np.arange(500) < 3, ids) == 10 / 500
    assert share(np.arange(500) < 498, ids) == 1 - 10 / 500
    assert (share(np.zeros(500, bool), ids), share(np.ones(500, bool), ids)) == (0.0, 1.0)


def test_a_bundle_without_one_is_read_as_before(model: RiskModel) -> None:
    """It is no older than this version: nobody took its profile."""
    assert model.profile is None


def test_a_profile_that_is_none_is_refused(in_use: Path, tmp_path: Path) -> None:
    """With its digest put right, as only its maker could."""
    import hashlib
    import shutil

    home = Path(shutil.copytree(in_use / "model", tmp_path / "model"))
    (home / "profile.json").write_text('{"people": "many"}', "utf-8")
    manifest = json.loads((home / "manifest.json").read_bytes())
    digest = hashlib.sha256((home / "profile.json").read_bytes()).hexdigest()
    manifest["files"]["profile.json"] = digest
    (home / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ModelError, match="does not hold a model"):
        bundle.load(home)
