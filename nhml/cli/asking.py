"""Questions about a proposed mapping, one after another, on a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import get_close_matches

import typer

from nhml.panels import frame, recognition
from nhml.panels.fitting import Fit, Signs
from nhml.panels.mapping import BORN, Column
from nhml.panels.proposal import Proposal, Suggestion
from nhml.terminal import note

_NO = ("", "n", "no")
_YES = ("y", "yes")


def ask(proposal: Proposal) -> tuple[Proposal, list[Column]]:
    """Ask what a person has to decide.

    Parameters
    ----------
    proposal : Proposal

    Returns
    -------
    Proposal
        With the decimal sign, where it was asked for.
    list of Column
        Those that are taken, in the order of the file.
    """
    proposal = _with_signs(proposal)
    sure, known = list(proposal.sure()), [one for one in proposal.suggestions if one.fit]
    taken = sure if sure and _agrees(sure) else []
    for one in known:
        if one.header and one.header not in [column.header for column in taken]:
            taken += _asked(proposal, one, taken)
    unknown = [one for one in proposal.suggestions if one.fit is None and one.header]
    if unknown and _yes(f"name some of the {len(unknown)} columns that are not known? [y/N]"):
        for one in unknown:
            taken += _asked(proposal, one, taken)
    order = [one.header for one in proposal.suggestions]
    return proposal, sorted(taken, key=lambda column: order.index(column.header))


def _with_signs(proposal: Proposal) -> Proposal:
    if proposal.signs.decimal:
        return proposal
    note(proposal.signs.why)
    sign = _one_of("the decimal sign", (",", "."))
    if not sign:
        return proposal
    told = replace(proposal, signs=Signs(sign, "", "sure", "said by a person"))
    again = [
        replace(one, fit=told.refit(one.fit.column)._replace(level=one.fit.level))
        if one.fit and one.fit.wanting == "decimal"
        else one
        for one in told.suggestions
    ]
    return replace(told, suggestions=tuple(again))


def _agrees(sure: list[Column]) -> bool:
    for one in sure:
        note(f"  {one.header}  is  {one.column}{f' [{one.unit}]' if one.unit else ''}")
    return _yes(f"these {len(sure)} columns are sure; take them all? [y/N]")


def _asked(proposal: Proposal, one: Suggestion, taken: list[Column]) -> list[Column]:
    """Ask about one column until the answer can be used; none where it is left out."""
    fit = one.fit
    if fit:
        note(f"{one.header}  may be  {fit.column.column} ({fit.level}: {'; '.join(fit.why)})")
        question = "take it? y, n, or the column that it is"
    else:
        note(f"{one.header}  is not known")
        question = "the column that it is, or nothing"
    if one.others:
        question += f" ({', '.join(one.others)})"
    while True:
        answer = _answer(question).lower()
        if answer in _NO:
            return []
        if answer not in _YES:
            fit = _other(proposal, one.header, answer)
        if fit and fit.column.column in [column.column for column in taken]:
            note(f"{fit.column.column} is taken by another column")
            return []
        if fit:
            return _completed(proposal, fit)


def _other(proposal: Proposal, header: str, name: str) -> Fit | None:
    """Take a column for what a person says it is."""
    columns = sorted({*frame.names(), BORN})
    if name in columns:
        found = recognition.recognise(header)
        unit = found.unit if found and recognition.is_unit(name, found.unit) else ""
        return proposal.refit(Column(header, name, unit))
    near = get_close_matches(name, columns, 3)
    note(
        f"{name} is no column of the panel frame{'; did you mean ' if near else ''}"
        + ", ".join(near)
    )
    return None


def _completed(proposal: Proposal, fit: Fit) -> list[Column]:
    """Ask for what a column lacks: its unit, what its codes mean, the form of its dates."""
    column = fit.column
    if fit.wanting == "unit":
        unit = _one_of(
            "its unit", fit.choices, lambda said: recognition.is_unit(column.column, said)
        )
        return [replace(column, unit=unit)] if unit else []
    if fit.wanting == "dates":
        form = _one_of("the form of its dates", fit.choices)
        return [replace(column, dates=form)] if form else []
    if fit.wanting == "codes":
        if not fit.choices:
            note("it is left out; say its codes in the mapping")
            return []
        said = _one_of("what its codes mean", fit.choices)
        pairs = dict(pair.split("=") for pair in said.split(", ")) if said else {}
        return [replace(column, codes=pairs)] if pairs else []
    return [] if fit.wanting else [column]


def _one_of(
    what: str, choices: Sequence[str], also: Callable[[str], bool] = lambda said: False
) -> str:
    """Ask for one of some choices, by its number or as it is written; empty leaves it out."""
    for number, choice in enumerate(choices, start=1):
        note(f"  {number}  {choice}")
    while True:
        said = _answer(f"{what}, or nothing to leave it out")
        if said.isdecimal() and 1 <= int(said) <= len(choices):
            return choices[int(said) - 1]
        if not said or said in choices or also(said):
            return said


def _yes(question: str) -> bool:
    return _answer(question).lower() in _YES


def _answer(question: str) -> str:
    said: str = typer.prompt(question, default="", show_default=False, err=True)
    return said.strip()
