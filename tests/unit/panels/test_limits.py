"""A laboratory's own limits, read and put in place of the generic ones."""

import ast
from pathlib import Path

import pandas as pd
import pytest

from nhml.errors import PanelError
from nhml.knowledge import tables
from nhml.panels import expressions, limits
from nhml.panels.checks import check
from nhml.panels.units import harmonise

NORD = """laboratory = "Labor Nord"
[ft4]
unit = "pmol/L"
low = 12
high = 22
[tsh]
unit = "mIU/L"
low = 0.27
high = 4.2
[potassium]
unit = "mmol/L"
critical_low = 2.5
critical_high = 6.5
"""


def written(folder: Path, text: str) -> limits.LaboratoryLimits:
    """The limits of a file with this text."""
    (folder / "lab.toml").write_text(text)
    return limits.read(folder / "lab.toml")


def moved(nord: limits.LaboratoryLimits, condition: str) -> str:
    """A condition as it is read with the limits of a laboratory."""
    return ast.unparse(nord.tree(condition))


@pytest.fixture
def nord(tmp_path: Path) -> limits.LaboratoryLimits:
    """The limits of one laboratory."""
    return written(tmp_path, NORD)


def test_limits_are_converted_as_values_are(nord: limits.LaboratoryLimits) -> None:
    """Twelve pmol/L of a hormone of 776.874 g/mol; a value of 12 pmol/L is not below."""
    value = check(harmonise(pd.DataFrame({"ft4": [12.0], "ft4_unit": "pmol/L"})))
    assert nord.laboratory == "Labor Nord"
    assert nord.canonical["ft4", "low"] == value.number("ft4")[0]
    assert nord.canonical["ft4", "low"] == pytest.approx(12 * 776.874 / 10_000)
    assert nord.canonical["potassium", "critical_high"] == 6.5


def test_only_a_limit_moves_never_a_threshold(nord: limits.LaboratoryLimits) -> None:
    """TSH over 10 is a decision; potassium under 3.0 of another rule is none of a limit."""
    assert moved(nord, "tsh > 4.5 and tsh < 10") == "tsh > 4.2 and tsh < 10"
    assert moved(nord, "tsh < 0.4 or tsh < 0.1") == "tsh < 0.27 or tsh < 0.1"
    assert moved(nord, "potassium < 2.8 or potassium < 3.0") == "potassium < 2.5 or potassium < 3.0"
    assert moved(nord, "4.5 < tsh") == "4.2 < tsh"


def test_a_number_beside_another_column_stays(nord: limits.LaboratoryLimits) -> None:
    """A generic limit of TSH is none of free T3; what the file does not name stays too."""
    assert moved(nord, "ft3 > 4.5 and ft3 > 4.2") == "ft3 > 4.5 and ft3 > 4.2"


def test_the_condition_itself_is_as_it_was(nord: limits.LaboratoryLimits) -> None:
    """What is cached for everybody is not changed for one laboratory."""
    moved(nord, "tsh > 4.5")
    assert ast.unparse(expressions.parse("tsh > 4.5")) == "tsh > 4.5"
    assert nord.tree("tsh > 4.5") is nord.tree("tsh > 4.5")


def test_panels_get_the_limits_that_they_did_not_bring(nord: limits.LaboratoryLimits) -> None:
    """The panel's own stands; nothing else of it changes."""
    sent = pd.DataFrame({"age": [40, 40], "ft4_lln": [0.7, None]})
    filled = nord.fill(check(harmonise(sent)))
    assert filled.number("ft4_lln").tolist() == [0.7, nord.canonical["ft4", "low"]]
    assert filled.number("ft4_uln").tolist() == [nord.canonical["ft4", "high"]] * 2
    assert filled.number("age").tolist() == [40, 40]


def test_nothing_is_filled_by_limits_of_other_analytes(tmp_path: Path) -> None:
    """A laboratory that only says its potassium."""
    only = written(tmp_path, 'laboratory = "K"\n[potassium]\nunit = "mmol/L"\ncritical_low = 2.5')
    panels = check(harmonise(pd.DataFrame({"age": [40]})))
    assert only.fill(panels) is panels


def test_it_is_said_whose_limits_are_used_and_which_nothing_asks_for(tmp_path: Path) -> None:
    """So that nobody believes that a limit of PSA does anything."""
    said = written(tmp_path, f'{NORD}[psa]\nunit = "ng/mL"\nhigh = 4.0\n').words()
    assert said == (
        "limits of Labor Nord: ft4, potassium, psa, tsh; nothing asks for those of psa; "
        "generic ones elsewhere"
    )


def test_every_mistake_of_a_file_is_said_at_once(tmp_path: Path) -> None:
    """With its place, and the unit that would fit."""
    wrong = """[ft4]
unit = "ng/dL"
low = 12
[tsch]
unit = "mIU/L"
[tsh]
unit = "furlong"
upper = 3
low = "1"
[sodium]
unit = "mmol/L"
low = 146
high = 136
[potassium]
unit = "mmol/L"
"""
    with pytest.raises(PanelError, match="cannot be used") as caught:
        written(tmp_path, wrong)
    assert str(caught.value).splitlines()[1:] == [
        "  - laboratory: wanted the name of the laboratory, on one line and up to 80 signs, "
        'such as laboratory = "Labor Nord"',
        "  - ft4: low cannot be so in ng/dL; would be usual in pmol/L or pg/mL or ng/L: "
        "correct the unit",
        "  - tsch is not an analyte; near tsh",
        "  - tsh.upper is unknown",
        "  - tsh.unit: wanted one of m[IU]/L, u[IU]/mL, [IU]/L, m[IU]/mL",
        "  - tsh.low: wanted a number",
        "  - sodium: low has to lie below high",
        "  - potassium: wanted one or more of critical_low, low, high, critical_high",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("laboratory = ", "is not TOML"),
        ('laboratory = "Nord"', "no analyte"),
        ('laboratory = "Nord"\nft4 = 3', r"wanted a section \[ft4\]"),
        ('laboratory = "Nord"\n[ft4]\nunit = "pmol/L"\nlow = nan', "low: wanted a number"),
        ('laboratory = "Nord"\n[ft4]\nunit = "pmol/L"\nlow = true', "low: wanted a number"),
        pytest.param(
            f'laboratory = "Nord"\n[ft4]\nunit = "pmol/L"\nlow = {10**400}',
            "low: wanted a number",
            id="no float is as large",
        ),
        ('laboratory = """Nord\nund Süd"""\n[ft4]\nunit = "pmol/L"\nlow = 12', "on one line"),
        ('laboratory = "N\\u202eord"\n[ft4]\nunit = "pmol/L"\nlow = 12', "on one line"),
        pytest.param(
            f'laboratory = "{"N" * 81}"\n[ft4]\nunit = "pmol/L"\nlow = 12',
            "up to 80 signs",
            id="a name of 81 signs",
        ),
    ],
)
def test_a_file_that_says_nothing_is_refused(tmp_path: Path, text: str, words: str) -> None:
    """A limit is a number."""
    with pytest.raises(PanelError, match=words):
        written(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """By its path."""
    with pytest.raises(PanelError, match=r"none\.toml: cannot be read"):
        limits.limits_of(tmp_path / "none.toml")
    assert limits.limits_of(None) is None


@pytest.mark.parametrize("one", tables.generic_limits().values(), ids=tables.generic_limits())
def test_a_generic_limit_stands_in_some_condition(one) -> None:
    """Else the table promises what nobody keeps; its side is one that a file may have."""
    own = limits.LaboratoryLimits("Other", (((one.analyte, one.side), 123.0),))
    rules = [rule.condition for rule in tables.safety_rules().values()]
    assert one.side in limits.SIDES
    assert any("123.0" in moved(own, condition) for condition in rules)
