"""How phenotypes look in a terminal: panel by panel, what is met first."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

Answer = Mapping[str, Any]

_WORDS = {"yes": ("YES", "bold"), "no": ("no", "dim"), "not_assessable": ("?", "yellow")}
_FEW = 2  # columns that somebody could still fill in


def show(answers: Iterable[Answer], *, everything: bool = False) -> None:
    """Print what the case definitions said of panels.

    Parameters
    ----------
    answers : iterable of mapping
        As `nhml.safety.phenotypes.Assessed.explained` gives them.
    everything : bool
        Whether to print what is not met, and what lacks more than a column or two, too.
    """
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    for answer in answers:
        _panel(console, answer, everything)


def _panel(console: "Console", answer: Answer, everything: bool) -> None:
    from rich.text import Text

    console.print(Text(answer["panel_id"], "bold"))
    order = list(_WORDS)
    rows = sorted(answer["phenotypes"], key=lambda one: order.index(one["answer"]))
    told = [one for one in rows if everything or _worth_telling(one)]
    for one in told:
        words, style = _WORDS[one["answer"]]
        console.print(Text.assemble((f"  {words:<3}  ", style), one["label"], (_rests(one), "dim")))
    left = [one["answer"] for one in rows if one not in told]
    no = left.count("no")
    if left:
        console.print(Text(f"       {no} not met, {len(left) - no} not assessable", "dim"))
    console.print()


def _worth_telling(one: Answer) -> bool:
    few = 0 < len(one["missing"]) <= _FEW
    return bool(one["answer"] == "yes" or (one["answer"] == "not_assessable" and few))


def _rests(one: Answer) -> str:
    if one["missing"]:
        return f"  for want of {', '.join(one['missing'])}"
    if not one["because"]:
        return ""
    against = "not assessed for " if one["answer"] == "not_assessable" else ""
    return f"  {against}{', '.join(one['because'])}  [{one['key']}]"
