"""What there is, and what comes by itself."""

import pytest

from nhml.errors import ConfigError
from nhml.features.build import features
from nhml.features.catalogue import known, reads
from nhml.knowledge import tables

THYROID = ["tsh", "ft4", "ft3"]


def chosen(groups: list[str], include: list[str]) -> list[str]:
    """Names of the features chosen."""
    return [one.name for one in features(groups, include)]


def test_a_copy_on_another_scale_comes_by_name_only() -> None:
    """Standardised TSHI is TSHI again; QUICKI is HOMA-IR again."""
    names = chosen(["person", "metabolic", "general"], THYROID)
    assert {"tshi", "spina_gt", "spina_gd", "homa_ir"} <= set(names)
    assert not {"stshi", "ft3_ft4_ratio", "quicki", "bmi_calc", "map"} & set(names)
    assert "quicki" in chosen([], ["quicki"])


def test_what_is_uncertain_never_comes_by_itself() -> None:
    """Free over reverse T3 has no validated use."""
    uncertain = [one.key for one in tables.indices().values() if one.confidence == "uncertain"]
    assert {"ft3_rt3_ratio", "allostatic_load_clinical"} <= set(uncertain)
    assert not any(known()[key].default for key in uncertain)


def test_what_is_learnt_wants_its_columns_beside_it() -> None:
    """Else there would be nothing to learn it from; all of them are told at once."""
    with pytest.raises(ConfigError, match="tsh_given_ft4 is learnt with age, ft4, sex"):
        features([], ["tsh", "tsh_given_ft4"])
    assert "tsh_given_ft4" in chosen(["person"], ["tsh", "ft4", "tsh_given_ft4"])


def test_no_two_features_have_one_name() -> None:
    """Else one would stand for the other."""
    names = [
        *tables.context(), *tables.analytes(), *tables.symptoms(), *tables.indices(),
        *tables.instruments(), *tables.learnt(),
    ]  # fmt: skip
    assert len(names) == len(set(names))


def test_a_feature_reads_its_inputs_and_what_says_if_it_holds() -> None:
    """A probe must hold all of it."""
    assert reads(known()["homa_ir"].feature) == {"glucose", "insulin", "fasting_h", "on_insulin"}
    assert {"tsh", "pregnant", "cycle_phase"} <= reads(known()["zlog_tsh"].feature)
    assert "sx_gad7" in reads(known()["gad7"].feature)


def test_every_urinary_exposure_has_its_form_by_creatinine() -> None:
    """By name; the concentration itself comes with the group."""
    urine = [
        one.key
        for one in tables.analytes().values()
        if one.axis == "EDC" and one.specimen == "urine"
    ]
    assert len(urine) == 17
    assert not [key for key in urine if f"creat_norm_{key}" not in tables.indices()]
