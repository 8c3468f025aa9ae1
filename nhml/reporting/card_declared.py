"""The parts of a card that people declared, and what the model's own figures say against it."""

from collections.abc import Iterator, Mapping

from nhml.modelling.risk_model import RiskModel
from nhml.reporting import declarations, labels, told
from nhml.reporting.declarations import OLD
from nhml.reporting.sections import Section, Table

_FIRST = ("developer", "intended_use", "population", "users", "role", "cautions", "limitations")


def declared(model: RiskModel) -> Section:
    """Give what people declared in the config."""
    title, found = "Declared by its makers", declarations.of(model)
    if not found:
        words = "The config declared nothing in [card]."
        return Section(title, (words if "declared" in model.training else f"{OLD}.",))
    rows = tuple((declarations.TITLES[key], words) for key, words in found.items())
    return Section(title, tuple(_undeclared(found)), Table(("", ""), rows))


def _undeclared(found: Mapping[str, str]) -> Iterator[str]:
    """Say what a reader would miss first, and how much more there is."""
    missed = [title for key, title in declarations.TITLES.items() if key not in found]
    first = [declarations.TITLES[key].lower() for key in _FIRST if key not in found]
    more = len(missed) - len(first)
    if first:
        yield f"Declared by nobody: {', '.join(first)}{f', and {more} more' if more else ''}."
    elif more:
        yield f"{more} more could be declared, and are not: nhml card --format source-attributes."


def found(model: RiskModel) -> Section | None:
    """Say what its own figures show to be wrong, with the codes of docs/reference/checks."""
    if model.held_out is None:
        return None
    said = told.found(model) or ("Nothing was found wrong by these figures.",)
    return Section("What these figures show to be wrong", said)


def golden(model: RiskModel) -> Section | None:
    """Give the features that tell the outcome alone, with the reasons that let them in."""
    alone = model.training.get("golden")
    if not alone:
        return None
    rows = tuple((labels.of(name), reason) for name, reason in alone.items())
    words = "Each alone tells who has the outcome: a leak, unless the reason holds."
    return Section("Features that tell the outcome alone", (words,), Table(("", "Reason"), rows))
