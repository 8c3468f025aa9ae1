"""Read the vignettes, and write them as a laboratory would send them: wide and long."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from nhml.knowledge import tables

HOME = Path(__file__).parent
WORDS = {True: "yes", False: "no", "unknown": ""}  # "unknown" unsays what a list of answers said


@cache
def presets() -> dict[str, list[str]]:
    """Give the lists of questions that are answered with no."""
    return _read(HOME / "presets.toml")


@cache
def vignettes() -> tuple[dict[str, Any], ...]:
    """Give every vignette, file by file."""
    files = sorted(set(HOME.glob("*.toml")) - {HOME / "presets.toml"})
    return tuple(one for file in files for one in _read(file)["vignette"])


def person(one: Mapping[str, Any]) -> dict[str, str]:
    """Give what is known of the person beside the laboratory's values."""
    asked = {column: False for name in one.get("asked", ()) for column in presets()[name]}
    said = {**asked, **one.get("says", {})}
    cells = {column: str(WORDS.get(value, value)) if isinstance(value, bool | str) else str(value)
             for column, value in said.items()}  # fmt: skip
    return {"panel_id": one["name"], "age": str(one["age"]), "sex": one["sex"], **cells}


def measured(one: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Give analyte, comparator, value and unit of every measurement."""
    sent = []
    for analyte, text in one.get("labs", {}).items():
        value, unit = text.split(" ", 1)
        bare = value.lstrip("<>")
        sent.append((analyte, value[: -len(bare)], bare, unit))
    return sent


def wide(file: Path, chosen: Sequence[Mapping[str, Any]]) -> None:
    """Write one row a panel."""
    rows = []
    for one in chosen:
        row = person(one)
        for analyte, comparator, value, unit in measured(one):
            row |= {analyte: comparator + value, f"{analyte}_unit": unit}
        rows.append(row)
    _write(file, rows)


def long(file: Path, chosen: Sequence[Mapping[str, Any]]) -> None:
    """Write one row a measurement, what is known of the person in each."""
    rows = []
    for one in chosen:
        for analyte, comparator, value, unit in measured(one):
            draw = {"analyte": analyte, "value": value, "unit": unit, "comparator": comparator}
            rows.append(person(one) | draw)
    _write(file, rows)


def wide_apart(file: Path, chosen: Sequence[Mapping[str, Any]]) -> None:
    """Write one row a panel, comparators in columns of their own, answers as 1 and 0."""
    rows = []
    for one in chosen:
        row = _reworded(person(one), {"yes": "1", "no": "0"})
        for analyte, comparator, value, unit in measured(one):
            told = {"": value, "_unit": unit, "_comparator": comparator}
            row |= {f"{analyte}{suffix}": text for suffix, text in told.items()}
        rows.append(row)
    _write(file, rows)


def long_by_loinc(file: Path, chosen: Sequence[Mapping[str, Any]]) -> None:
    """Write one row a measurement by its LOINC code, the hour of the draw in its time."""
    rows = []
    for one in chosen:
        row = _timed(_reworded(person(one), {"yes": "TRUE", "no": "False"}))
        for analyte, comparator, value, unit in measured(one):
            codes = tables.analytes()[analyte].loinc
            name = {"loinc": codes[-1]} if codes else {"analyte": analyte}
            rows.append(row | name | {"value": comparator + value, "unit": unit})
    _write(file, rows)


def _reworded(row: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    return {column: words.get(cell, cell) for column, cell in row.items()}


def _timed(row: dict[str, str]) -> dict[str, str]:
    hour = float(row.get("sample_hour") or 0.0)
    if not hour:
        return row
    kept = {column: cell for column, cell in row.items() if column != "sample_hour"}
    return kept | {"drawn_at": f"2024-05-31T{int(hour):02}:{round(hour % 1 * 60):02}"}


def _write(file: Path, rows: Sequence[Mapping[str, str]]) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))
