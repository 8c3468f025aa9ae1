"""The items of TRIPOD+AI filled from a run's facts; what only people know is left blank.

What a config declares in ``[card]`` counts as filled, for a person wrote it.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Literal, NamedTuple

from nhml.modelling.risk_model import RiskModel
from nhml.reporting import declarations
from nhml.reporting.declarations import BLANK
from nhml.reporting.document import Document
from nhml.reporting.sections import Section, Table
from nhml.reporting.tripod_items import ITEMS, Item
from nhml.reporting.tripod_known import KNOWN, stopped

Standing = Literal["filled", "partly", "blank"]


class Answer(NamedTuple):
    """What is known for one item."""

    standing: Standing
    words: str


class Filled(NamedTuple):
    """An item with its answer."""

    item: Item
    answer: Answer


def tripod(model: RiskModel) -> Document:
    """Fill the items for a model.

    Parameters
    ----------
    model : RiskModel
    """
    filled = answers(model)
    counts = Counter(one.answer.standing for one in filled)
    words = (
        f"{counts['filled']} of {len(filled)} items filled from the run's facts or from what its "
        f"makers declared, {counts['partly']} partly, {counts['blank']} blank.",
        "It helps to write a report by TRIPOD+AI (Collins et al. 2024, "
        "doi:10.1136/bmj-2023-078378). The wording of the items is ours; whether a report meets "
        "the statement is for its readers to judge.",
    )
    head = ("Item", "What it asks", "Standing", "What is known")
    parts = dict.fromkeys(one.item.part for one in filled)
    sections = [Section("In short", words)]
    for part in parts:
        rows = tuple(
            (one.item.number, one.item.asks, one.answer.standing, one.answer.words)
            for one in filled
            if one.item.part == part
        )
        sections.append(Section(part, table=Table(head, rows)))
    content = {
        "counts": {name: counts[name] for name in ("filled", "partly", "blank")},
        "items": [{**one.item._asdict(), **one.answer._asdict()} for one in filled],
    }
    return Document("TRIPOD+AI items", model, tuple(sections), content)


def answers(model: RiskModel) -> tuple[Filled, ...]:
    """Give every item with what is known, in order."""
    return tuple(Filled(item, _answer(model, item.number)) for item in ITEMS)


def _answer(model: RiskModel, number: str) -> Answer:
    known = KNOWN[number](model) if number in KNOWN else ""
    told_by_people = declarations.of(model)
    declared = [
        f"{declarations.TITLES[key]}: {told_by_people[key]}"
        for key in _DECLARED.get(number, ())
        if key in told_by_people
    ]
    whole = len(declared) == len(_DECLARED.get(number, ())) and (known or number not in KNOWN)
    words = " ".join(one for one in (known, *map(stopped, declared)) if one)
    if not words:
        return Answer("blank", BLANK)
    if whole and number not in _NEVER_WHOLE:
        return Answer("filled", words)
    return Answer("partly", f"{words.rstrip()} The rest is {BLANK}.")


# what people declare, by key of [card]; an item is whole when all of it is there
_DECLARED: Mapping[str, tuple[str, ...]] = {
    "3a": ("context",), "3b": ("population", "intended_use", "users"), "3c": ("inequalities",),
    "5a": ("relevance",), "5b": ("setting",), "6a": ("setting",), "8a": ("assessment",),
    "8b": ("assessment",), "8c": ("assessment",), "9b": ("assessment",), "9c": ("assessment",),
    "14": ("fairness",), "17": ("ethics",), "18a": ("funding",), "18b": ("conflicts",),
    "18c": ("protocol",), "18d": ("registration",), "18e": ("data_access",),
    "18f": ("code_access",), "19": ("involvement",), "25": ("interpretation",),
    "26": ("limitations",), "27b": ("role", "users"), "27c": ("next_steps",),
}  # fmt: skip
_NEVER_WHOLE = ("1", "6c", "12d", "20b")  # the run knows a part, and nothing declares the rest
