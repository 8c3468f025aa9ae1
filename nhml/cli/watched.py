"""How alerts look in a terminal: panel by panel, the most urgent first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from nhml.knowledge import tables
from nhml.knowledge.rules import URGENCIES

if TYPE_CHECKING:
    from rich.console import Console

Answer = Mapping[str, Any]

_WORDS = {
    "immediate": ("IMMEDIATE", "bold red"),
    "hard_block": ("BLOCKS", "red"),
    "same_day": ("SAME DAY", "red"),
    "urgent": ("URGENT", "yellow"),
    "routine": ("routine", ""),
}
_VERDICTS = {"block": "red", "withhold": "yellow", "ask": "yellow", "clear": ""}
_WIDE = 9  # signs of the longest urgency
_MOST = 8  # columns named of those that are wanting


def show(answers: Sequence[Answer], sexes: Sequence[object] = ()) -> None:
    """Print what the rules said of panels.

    Parameters
    ----------
    answers : sequence of mapping
        As `nhml.safety.alerts.Asked.plain` gives them.
    sexes : sequence of str, optional
        Of the panels: an alert to a man does not say "unless pregnant".
    """
    from rich.console import Console

    answers = [_spoken(*pair) for pair in zip_longest(answers, sexes)]

    console = Console(highlight=False, soft_wrap=True)
    told = [one for one in answers if _told(one)]
    for answer in sorted(told, key=_rank):
        _panel(console, answer)
    quiet = len(answers) - len(told)
    if quiet:
        console.print(f"{quiet:,} panel{'s' if quiet != 1 else ''}: no rule fires")
        waiting = [one for answer in answers if not _told(answer) for one in answer["undecided"]]
        _wanting(console, waiting, quiet)


def _spoken(answer: Answer, sex: object) -> Answer:
    """Leave out what a person of this sex cannot have."""
    foreign = tables.of_the_other_sex(sex)
    fired = [
        {**one, "unless": [name for name in one["unless"] if name not in foreign]}
        for one in answer["fired"]
    ]
    return {**answer, "fired": fired}


def _told(answer: Answer) -> bool:
    return bool(answer["fired"] or answer.get("considering"))


def _rank(answer: Answer) -> int:
    return min((URGENCIES.index(one["urgency"]) for one in answer["fired"]), default=len(URGENCIES))


def _panel(console: "Console", answer: Answer) -> None:
    from rich.text import Text

    silent = "  suppressed: models that this concerns show no risk" if answer["suppressed"] else ""
    console.print(Text.assemble((answer["panel_id"], "bold"), (silent, "dim")))
    for one in answer["fired"]:
        words, style = _WORDS[one["urgency"]]
        unless = f" (unless {', '.join(one['unless'])})" if one["unless"] else ""
        said = Text.assemble((f"  {words:<{_WIDE}}  ", style), one["message"], unless)
        console.print(said.append(f"  [{one['rule']}]", "dim"))
        console.print(Text(f"  {'':<{_WIDE}}  → {one['action']}", "dim"))
    for one in answer.get("considering", ()):
        _considered(console, one)
    _wanting(console, answer["undecided"], 1)
    console.print()


def _considered(console: "Console", one: Answer) -> None:
    from rich.text import Text

    said = Text.assemble("  considered: ", one["label"], "  ")
    said.append(one["verdict"].upper(), _VERDICTS[one["verdict"]])
    rules = f"  [{', '.join(one['rules'])}]" if one["rules"] else ""
    console.print(said.append(f"  {one['words']}{rules}"))
    lines = (
        ("→ ", one["action"]),
        ("beside it: ", ", ".join(one["beside"])),
        ("ask for: ", "" if one["verdict"] == "ask" else ", ".join(one["questions"])),
        ("follow: ", one["monitoring"]),
    )
    for before, words in lines:
        if words:
            console.print(Text(f"    {before}{words}", "dim"))


def _wanting(console: "Console", undecided: Sequence[Answer], panels: int) -> None:
    """Say how many rules could not be checked, and what most of them wait for."""
    from rich.text import Text

    if not undecided:
        return
    counted = Counter(column for one in undecided for column in one["missing"])
    named = [column for column, _ in counted.most_common(_MOST)]
    more = ", …" if len(counted) > _MOST else ""
    rules = f"{round(len(undecided) / panels):,} rules{' each' if panels > 1 else ''}"
    words = f"  not checked: {rules}, for want of {', '.join(named)}{more}"
    console.print(Text(words, "dim"))
