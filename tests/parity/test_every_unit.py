"""Every analyte in every unit, through every form of file: the same values, the same risk."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts.cohort import Cohort, gather
from nhml.features.build import GROUPS
from nhml.knowledge import tables
from nhml.knowledge.entries import Analyte, Outcome
from nhml.modelling.risk_model import RiskModel
from nhml.panels import intake, mapping_read
from nhml.panels.units import conversion

ANALYTES = tables.analytes()
NUMBERS = ["risk", "risk_low", "risk_high"]
MAN = {"age": 44, "sex": "M", "sample_hour": 8}  # of an hour at which cortisol can be read
RELAPSE = Outcome(
    key="relapse", label="relapse", axis="general", task="present", horizon="0", population="",
    definition="", event="relapse", eligible="", defining=(), pathway=(), caution="",
    source=(), confidence="uncertain",
)  # fmt: skip
_TOPS = [prefix + base for prefix in ("", "m", "u", "n", "p") for base in ("g", "mol")]
_BOTTOMS = ["L", "dL", "mL", "g{creat}", "mg{creat}", "mol{creat}", "mmol{creat}"]
_SIZES = {"": 1.0, "d": 1e-1, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12}
_MADE = [f"{top}/{bottom}" for top, bottom in product(_TOPS, _BOTTOMS)]


def usual(entry: Analyte) -> float:
    """A value of eight digits that nobody would doubt: amid an interval, or amid the limits."""
    known = [
        (one.low or 0.0, one.high)
        for one in tables.reference_intervals().get(entry.key, ())
        if one.high and one.default and one.sex != "F" and not one.phase
    ]
    low, high = known[0] if known else entry.confirm
    low = low or entry.possible[0]
    high = high or max(low, entry.possible[1] / 50) + low
    digits = 1 + 1.23456e-4 * (1 + len(entry.key))
    return float(f"{(low + high) / 2 * digits:.8g}")


def units_of(entry: Analyte) -> list[str]:
    """The units of the table, those that follow from a molar mass, and spellings of them."""
    spelt = [alias for alias, unit in tables.unit_aliases().items() if unit in entry.units]
    return [
        one
        for one in dict.fromkeys([*entry.units, *_MADE, *spelt])
        if conversion(entry.key, one) is not None
    ]


UNITS: Mapping[str, list[str]] = {key: units_of(entry) for key, entry in ANALYTES.items()}
ROWS = max(map(len, UNITS.values()))
VALUES = {key: usual(entry) for key, entry in ANALYTES.items()}


def exactly(key: str, unit: str) -> str:
    """The value in a unit, as far as a double goes."""
    scale, offset = conversion(key, unit) or (np.nan, 0.0)
    return repr(float((Fraction(VALUES[key]) - Fraction(offset)) / Fraction(scale)))


def sent() -> list[dict[str, tuple[str, str]]]:
    """A man a row, always the same; each analyte takes its next unit, after its last the first."""
    return [
        {
            key: (exactly(key, unit), unit)
            for key, units in UNITS.items()
            if (unit := _nth(units, at))
        }
        for at in range(ROWS)
    ]


def _nth(units: list[str], at: int) -> str:
    return units[at % len(units)]


def wide(home: Path) -> intake.Intake:
    """A column and its unit beside it."""
    rows = [
        {"panel_id": at, **MAN}
        | {key: value for key, (value, _) in row.items()}
        | {f"{key}_unit": unit for key, (_, unit) in row.items()}
        for at, row in enumerate(sent())
    ]
    pd.DataFrame(rows).to_csv(home / "wide.csv", index=False)
    return intake.read(str(home / "wide.csv"))


def _long(home: Path, name: Callable[[Analyte], Mapping[str, str]]) -> intake.Intake:
    rows = [
        {"panel_id": at, **MAN, **name(ANALYTES[key]), "value": value, "unit": unit}
        for at, row in enumerate(sent())
        for key, (value, unit) in row.items()
    ]
    mixed = pd.DataFrame(rows).sample(frac=1, random_state=3).sort_values("panel_id", kind="stable")
    mixed.to_csv(home / "long.csv", index=False)
    return intake.read(str(home / "long.csv"))


def long_by_key(home: Path) -> intake.Intake:
    """A row a measurement, by the keys of the tables."""
    return _long(home, lambda entry: {"analyte": entry.key})


def long_by_loinc(home: Path) -> intake.Intake:
    """A row a measurement, by LOINC code where there is one, else by key."""
    return _long(
        home,
        lambda entry: (
            {"analyte": "", "loinc": entry.loinc[-1]}
            if entry.loinc
            else {"analyte": entry.key, "loinc": ""}
        ),
    )


def mapped(home: Path) -> intake.Intake:
    """A stranger's file: semicolons, decimal commas, thousands in points, other names."""
    rows = [
        {"Nr": at, "Alter": 44, "Geschlecht": "m", "Stunde": 8}
        | {f"Wert {key}": value.replace(".", ",") for key, (value, _) in row.items()}
        | {f"Einheit {key}": unit for key, (_, unit) in row.items()}
        for at, row in enumerate(sent())
    ]
    pd.DataFrame(rows).to_csv(home / "fremd.csv", index=False, sep=";")
    columns = {"Nr": "panel_id", "Alter": "age", "Stunde": "sample_hour"}
    columns |= {f"Wert {key}": key for key in UNITS}
    columns |= {f"Einheit {key}": f"{key}_unit" for key in UNITS}
    said = "".join(f'[columns."{header}"]\nas = "{name}"\n' for header, name in columns.items())
    (home / "mapping.toml").write_text(
        '[file]\nseparator = ";"\ndecimal = ","\nthousands = "."\n'
        f'{said}[columns.Geschlecht]\nas = "sex"\ncodes = {{ m = "M" }}\n',
        "utf-8",
    )
    return intake.read(
        str(home / "fremd.csv"), mapping=mapping_read.read(str(home / "mapping.toml"))
    )


def one_unit_a_column(home: Path) -> intake.Intake:
    """Parquet of doubles, canonical units in it: what the others have to give."""
    cells = {"panel_id": [*map(str, range(ROWS))], **MAN, **VALUES}
    cells |= {f"{key}_unit": ANALYTES[key].unit for key in UNITS}
    pd.DataFrame(cells).to_parquet(home / "plain.parquet")
    return intake.read(str(home / "plain.parquet"))


FORMS = (wide, long_by_key, long_by_loinc, mapped)


@pytest.fixture(scope="module")
def reading_everything() -> RiskModel:
    """A blend that reads every analyte, learnt from invented men."""
    drawn = np.random.default_rng(5)
    n = 240
    cells: dict[str, object] = {
        "panel_id": [f"p{at:04d}" for at in range(n)],
        "age": drawn.integers(20, 80, n).astype(float),
        "sex": "M",
        "sample_hour": 8.0,
    }
    pull = np.zeros(n)
    for key, value in VALUES.items():
        deviation = drawn.normal(0, 1, n)
        pull += deviation / len(VALUES) ** 0.5
        cells |= {key: value * (1 + 0.1 * deviation), f"{key}_unit": ANALYTES[key].unit}
    cells["relapse"] = (pull + drawn.normal(0, 0.7, n) > 0.4).astype(int)
    cohort: Cohort = gather("invented men", pd.DataFrame(cells), RELAPSE)
    return RiskModel.fit(cohort, groups=GROUPS, estimator="blend", trials=0, refits=3)


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> intake.Intake:
    """The men in canonical units."""
    return one_unit_a_column(tmp_path_factory.mktemp("plain"))


def test_there_are_units_to_try() -> None:
    """Each analyte of the table, most of them in several."""
    assert len(UNITS) == len(ANALYTES)
    assert sum(map(len, UNITS.values())) > 3_000


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_unit_in_every_form_of_file_is_the_same_value_and_the_same_risk(
    form: Callable[[Path], intake.Intake],
    wanted: intake.Intake,
    reading_everything: RiskModel,
    tmp_path: Path,
) -> None:
    """To a part in 1e9, and nothing is rejected for its unit."""
    given = form(tmp_path)
    assert given.panels.panel_id.tolist() == wanted.panels.panel_id.tolist()
    for key in ANALYTES:
        np.testing.assert_allclose(
            given.panels.column(key), wanted.panels.column(key), rtol=1e-9, err_msg=key
        )
    scores, known = (reading_everything.score(one.panels) for one in (given, wanted))
    assert scores["status"].tolist() == known["status"].tolist() == ["scored"] * ROWS
    np.testing.assert_allclose(scores[NUMBERS], known[NUMBERS], rtol=0, atol=1e-9)


@pytest.mark.parametrize("key", ANALYTES)
def test_units_that_differ_by_their_prefixes_alone_differ_by_a_power_of_ten(key: str) -> None:
    """1 mg/L is 1000 ug/L, whichever of them the table lists."""
    kinds: dict[tuple[str, ...], list[float]] = {}
    for unit in UNITS[key]:
        if unit in _MADE:
            (top, over), (bottom, under) = map(_parted, unit.split("/"))
            scale = (conversion(key, unit) or (np.nan,))[0]
            kinds.setdefault((over, under), []).append(scale / _SIZES[top] * _SIZES[bottom])
    for powers in kinds.values():
        assert powers == pytest.approx([powers[0]] * len(powers), rel=1e-11)


def _parted(part: str) -> tuple[str, str]:
    """Part ``mg`` into ``m`` and ``g``."""
    base = next(one for one in ("mol{creat}", "g{creat}", "mol", "g", "L") if part.endswith(one))
    return part.removesuffix(base), base
