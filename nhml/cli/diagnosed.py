"""How findings look in a terminal: about people before a training, about a model after it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nhml.terminal import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from nhml.cohorts.finding import Finding
    from nhml.cohorts.fitness import Diagnosis
    from nhml.cohorts.sample_size import SampleSize


def print_diagnosis(found: "Diagnosis") -> None:
    """Print what was found in people who are to be learnt from, the worst first."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{found.cohort}: {found.people:,} panels of {found.persons:,} persons, "
        f"{found.events:,} with {found.outcome}, {found.people - found.events:,} without",
        markup=False,
    )
    for words, people in found.flow:
        console.print(f"  {people:>8,}  {words}", markup=False)
    for words in found.notes:
        console.print(f"            {words}", markup=False)
    console.print()
    _print_size(console, found.size)
    _print_features(console, found)
    _print_shares(console, found)
    _print_findings(console, found)


def _print_size(console: "Console", size: "SampleSize | None") -> None:
    if size is None:
        return
    rows = (
        ("overall risk to within 0.05", size.overall_risk),
        ("mean error of a risk 0.05 at most", size.mean_error),
        ("nine tenths of effects kept", size.shrinkage),
        ("R² flattered by 0.05 at most", size.optimism),
    )
    table = _table(
        f"People wanted for {size.parameters} weights and an R² of {size.r2:.3f} (Riley 2020)",
        ("criterion", "people", "met"),
    )
    for words, wanted in rows:
        met = "" if wanted is None else "yes" if size.people >= wanted else "no"
        table.add_row(words, "over 30 weights" if wanted is None else f"{wanted:,}", met)
    console.print(table)
    console.print(f"expected to be kept of effects here: {size.expected_shrinkage:.0%}\n")


def _print_features(console: "Console", found: "Diagnosis") -> None:
    headings = ("feature", "group", "AUROC alone", "missing", "AUROC of missing")
    table = _table("Each feature alone", headings)
    measured = [one for one in found.features if one.missing < 1.0]  # a note names the others
    for one in sorted(measured, key=lambda one: -one.auroc):
        gap = f"{one.auroc_missing:.3f}" if one.missing else ""
        table.add_row(one.name, one.group, f"{one.auroc:.3f}", f"{one.missing:.1%}", gap)
    console.print(table)
    console.print()


def _print_shares(console: "Console", found: "Diagnosis") -> None:
    from rich.text import Text

    groups = _table("Who has the outcome", ("", "", "people", "events", "share"))
    for one in found.subgroups:
        share = f"{one.events / one.people:.1%}"
        cells = (one.column, one.value, f"{one.people:,}", f"{one.events:,}", share)
        groups.add_row(*map(Text, cells))  # a value in brackets is no markup
    console.print(groups)
    console.print()
    several = found.units.groupby("analyte")["unit"].transform("nunique") > 1
    units = _table("Units as sent, where there are several", ("analyte", "site", "unit", "panels"))
    for row in found.units[several].itertuples():
        units.add_row(*(Text(str(one)) for one in (row.analyte, row.site, row.unit, row.panels)))
    if units.row_count:
        console.print(units)
        console.print()


def _print_findings(console: "Console", found: "Diagnosis") -> None:
    _tell(console, found.findings)
    stops = sum(one.severity == "stop" for one in found.findings)
    console.print("fit to learn from" if found.fine else f"NOT fit to learn from: {stops} to mend")


def print_findings(findings: "Iterable[Finding]") -> None:
    """Print what was found wrong with a model: the code, what, why, the way out, the page."""
    from rich.console import Console

    _tell(Console(highlight=False, soft_wrap=True), findings)


def _tell(console: "Console", findings: "Iterable[Finding]") -> None:
    from nhml.cohorts.finding import page

    colours = {"stop": "red", "warn": "yellow", "note": "dim"}
    for one in findings:
        said = plain(f"{one.severity}  [{one.code}] {one.what}")
        console.print(said, style=colours[one.severity], markup=False)
        console.print(f"      why      {one.why}", markup=False)
        console.print(f"      way out  {one.way_out}", markup=False)
        if lies := page(one.code):
            console.print(f"      page     {lies}", markup=False)


def _table(title: str, headings: tuple[str, ...]) -> "Table":
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in headings:
        numbers = (
            heading in ("people", "events", "share", "panels", "missing") or "AUROC" in heading
        )
        table.add_column(heading, justify="right" if numbers else "left")
    return table
