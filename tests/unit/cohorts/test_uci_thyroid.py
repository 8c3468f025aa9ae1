"""The thyroid records of the UCI archive: fetched whole, read as they were sent."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts import uci_thyroid
from nhml.cohorts.cohort import Cohort, gather
from nhml.errors import CohortError, DataError
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from tests.real_data import uci_base

WOMAN = (
    "41,F,t,f,f,t,f,f,f,t,f,f,t,f,f,f,t,0.3,f,?,t,128,t,0.95,t,135,t,26,SVI,{}[840801042]"
)  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path):
    """Keep lines in place of the fetched file, and read them."""

    def made(*lines: str) -> pd.DataFrame:
        path = uci_thyroid.path_of(tmp_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", "ascii")
        return uci_thyroid.read(tmp_path)

    return made


@pytest.fixture(scope="module")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real file, fetched from a folder."""
    home = tmp_path_factory.mktemp("uci")
    assert uci_thyroid.fetch(uci_base(), home)
    return home


@pytest.fixture(scope="module")
def real(real_home: Path) -> Cohort:
    """Everybody of the real file."""
    outcome = tables.outcomes()["hypothyroid_uci"]
    return gather("UCI thyroid", uci_thyroid.read(real_home), outcome)


def test_a_line_is_a_panel_in_the_units_of_the_clinic(kept) -> None:
    """T4 of 128 nmol/L is 9.944 ug/dL; T3 was not measured; TBG has no unit and is not read."""
    sent = kept(WOMAN.format("-")).iloc[0]
    assert (sent["panel_id"], sent["age"], sent["sex"]) == ("uci-840801042", "41", "F")
    assert (sent["tsh"], sent["tsh_unit"], sent["tt4_unit"]) == ("0.3", "m[IU]/L", "nmol/L")
    assert pd.isna(sent["tt3"])
    assert pd.isna(sent["tt3_unit"])
    assert "tbg" not in sent
    panels = check(harmonise(kept(WOMAN.format("-"))))
    assert panels.number("tt4")[0] == pytest.approx(128 * 0.0776874)
    assert panels.problems == ()


def test_what_the_clinic_noted_stands_in_our_columns_or_beside_them(kept) -> None:
    """Thyroxine, illness, question and goitre are ours; the referral is no laboratory's site."""
    panels = harmonise(kept(WOMAN.format("-")))
    ours = ("on_levothyroxine", "acute_illness", "query_hypothyroid", "sx_goitre")
    assert [panels.number(name)[0] for name in ours] == [1.0, 1.0, 1.0, 1.0]
    assert panels.number("pregnant")[0] == 0.0
    assert "site" not in panels.items
    assert kept(WOMAN.format("-"))["referral"].tolist() == ["SVI"]


@pytest.mark.parametrize(
    ("letters", "letter"),
    [("-", "-"), ("F", "F"), ("GK", "G"), ("GKJ", "G"), ("MK", "M"), ("H|K", "K"), ("C|I", "I"),
     ("KG", "G")],
)  # fmt: skip
def test_of_several_letters_the_likelier_diagnosis_of_the_thyroid_counts(
    kept, letters: str, letter: str
) -> None:
    """ "H|K" is consistent with H, but more likely K; illness beside G changes no thyroid."""
    assert kept(WOMAN.format(letters))["uci_diagnosis"].tolist() == [letter]


def test_lines_that_are_no_records_are_told_by_number_alone(kept) -> None:
    """A field too few, a record without its number."""
    with pytest.raises(DataError, match=r"wanted 30 fields and a record a line; lines: 2, 3$"):
        kept(WOMAN.format("-"), "7731,F", WOMAN.format("-").replace("[840801042]", ""))


def test_without_the_file_the_way_to_it_is_told(tmp_path: Path) -> None:
    """The verb that fetches it."""
    with pytest.raises(CohortError, match="run: nhml fetch uci-thyroid"):
        uci_thyroid.read(tmp_path)


def test_a_file_that_is_there_is_not_fetched_again(real_home: Path) -> None:
    """Wherever it would come from."""
    assert not uci_thyroid.fetch("/nowhere", real_home)


def test_another_file_of_that_name_is_refused_and_not_kept(tmp_path: Path) -> None:
    """Copies with other ages are about; the next attempt begins anew."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / uci_thyroid.NAME).write_text(WOMAN.format("-"), "ascii")
    with pytest.raises(DataError, match="is not the file of the UCI archive"):
        uci_thyroid.fetch(tmp_path / "site", tmp_path / "home")
    assert list((tmp_path / "home" / "uci-thyroid").iterdir()) == []


def test_an_address_without_the_file_is_told(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(DataError, match=r"has no thyroid0387\.data; name another --from"):
        uci_thyroid.fetch(tmp_path, tmp_path / "home")


def test_the_people_are_those_of_the_table(real: Cohort) -> None:
    """659 of 9,172; nobody is left out."""
    assert (len(real), int(real.event.sum())) == (9172, 659)
    assert [step.people for step in real.flow] == [9172, 9172, 9172]


def test_four_impossible_ages_are_rejected_and_not_mended(real: Cohort) -> None:
    """455 and three beyond 65,000 years; what defines the outcome rejects nobody."""
    assert int(real.panels.rejected().sum()) == 4
    assert {one.column for one in real.panels.problems if one.severity == "reject"} == {"age"}


def test_nothing_that_wrote_the_letters_is_left(real: Cohort) -> None:
    """Neither in the panels nor beside them."""
    assert real.panels.keys == ()
    assert not {"on_levothyroxine", "on_antithyroid"} & set(real.panels.items)
    assert "uci_diagnosis" not in real.aside
    assert np.isin(["referral", "psych"], real.aside.columns).all()
