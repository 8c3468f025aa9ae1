"""The page of the public names, made from their signatures and docstrings."""

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

from nhml.reporting.reference import table

_SECTION = re.compile(r"^(Parameters|Attributes|Returns|Raises)\n-{3,}\n", re.MULTILINE)
_ENTRY = re.compile(r"^(\S.*)\n?((?:(?:    .*)?\n?)*)", re.MULTILINE)


def page(names: Mapping[str, Any]) -> str:
    """Write the page of the public names.

    Parameters
    ----------
    names : mapping of str to function or class
        What ``nhml`` offers, by the name under which it does.
    """
    lines = [
        "# The Python names",
        "",
        "`import nhml` loads nothing heavy; a name is loaded when it is first used. Everything",
        "else in the package may change from one version to the next.",
    ]
    for name, one in names.items():
        lines += ["", f"## nhml.{name}", "", *_described(f"nhml.{name}", one)]
    return "\n".join([*lines, ""])


def _described(called: str, one: Any) -> list[str]:
    if not inspect.isclass(one):
        return [*_call(called, one), *_said(one)]
    if issubclass(one, Exception):
        below = [(f"`{kind.__name__}`", inspect.getdoc(kind) or "") for kind in _kinds(one)]
        return [*_said(one), "", *table(("in `nhml.errors`", "means"), below)]
    lines = _said(one)
    short = called.rpartition(".")[2]
    for name, method in _methods(one):
        lines += ["", f"### {short}.{name}", "", *_call(f"{short}.{name}", method), *_said(method)]
    return lines


def _methods(one: type) -> Iterator[tuple[str, Any]]:
    for name, method in vars(one).items():
        if not name.startswith("_") and (inspect.isfunction(method) or _is_bound(method)):
            yield name, getattr(one, name)


def _is_bound(method: Any) -> bool:
    return isinstance(method, classmethod | staticmethod)


def _kinds(error: type[Exception]) -> Iterator[type[Exception]]:
    for kind in error.__subclasses__():
        if kind.__module__ == error.__module__:
            yield kind
            yield from _kinds(kind)


def _call(called: str, function: Any) -> list[str]:
    """Write how it is called: names and defaults, for types stand in the table below."""
    parameters = inspect.signature(function).parameters.values()
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in parameters]
    kept = [one for one in bare if one.name != "self"]
    return ["```text", f"{called}{inspect.Signature(kept)}", "```", ""]


def _said(one: Any) -> list[str]:
    """Write a numpydoc docstring: its words, then a table of each section."""
    opening, *parts = _SECTION.split(f"{inspect.getdoc(one) or ''}\n")
    lines = [_plain(opening.strip())]
    for title, text in zip(parts[::2], parts[1::2], strict=True):
        rows = [_row(*found.groups()) for found in _ENTRY.finditer(text)]
        lines += ["", *table((title.lower(), "what it is"), rows)]
    return lines


def _row(opening: str, words: str) -> tuple[str, str]:
    name, _, kind = opening.partition(" : ")
    said = " ".join(_plain(words).split())
    return f"`{name}`", ". ".join(filter(None, (kind, said)))


def _plain(text: str) -> str:
    return text.replace("``", "`")
