"""The page of the command, made from the verbs themselves."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from nhml.errors import NhmlError
from nhml.reporting.reference import table

_EXAMPLES = re.compile(r"\[bold\]Examples?\[/bold\]")
_PLAIN = (
    (0, "Done."),
    (
        1,
        "The answer is no: a panel is rejected, people are not fit, a gate is shut, tables differ.",
    ),
    (2, "The command was called in a way that it does not know."),
    (3, "Done, and more panels were rejected than `--most-rejected` allows."),
)
_FAULT = (70, "A fault of nhml. `NHML_DEBUG=1` shows where it arose, and may show patients.")


def page(app: typer.Typer, exits: Sequence[tuple[type[NhmlError], int]]) -> str:
    """Write the page of the command: every verb, its arguments and options, the exit codes.

    Parameters
    ----------
    app : typer.Typer
        The command.
    exits : sequence of (error, int)
        What a mistake becomes.
    """
    command = typer.main.get_command(app)
    mistakes = ((code, str(error.__doc__)) for error, code in exits)
    codes = [(str(code), words) for code, words in (*_PLAIN, *mistakes, _FAULT)]
    opening = [str(command.help), "", "`nhml --version` says which, `nhml VERB --help` the rest."]
    lines = ["# The command", "", *opening, "", *table(("exit code", "means"), codes)]
    for words, verb in verbs(command):
        lines += ["", f"## {words}", "", *_section(words, verb)]
    return "\n".join([*lines, ""])


def verbs(command: Any, words: str = "nhml") -> Iterator[tuple[str, Any]]:
    """Give every verb with the words that call it, in order.

    Parameters
    ----------
    command : typer's command or group
    words : str
        What calls it.
    """
    below = getattr(command, "commands", None)
    if below is None:
        yield words, command
        return
    for name, one in below.items():
        yield from verbs(one, f"{words} {name}")


def _section(words: str, verb: Any) -> list[str]:
    context = typer.Context(verb, info_name=words)
    about, *shown = _EXAMPLES.split(verb.help)
    asked = [one for one in verb.params if one.name != "help"]
    rows = [(f"`{_called(one, context)}`", _about(one, context)) for one in asked]
    examples = [" ".join(one.split()) for text in shown for one in text.strip().split("\n\n")]
    lines = [about.strip(), "", "```text", *(examples or [words]), "```"]
    return [*lines, "", *table(("argument or option", "what it is"), rows)] if rows else lines


def _called(one: Any, context: typer.Context) -> str:
    """Write how it is called: an argument by its name, an option with what follows it."""
    if one.param_type_name == "argument":
        return str(one.metavar or one.name).upper()
    names = ", ".join((*one.opts, *one.secondary_opts))
    written = str(one.get_help_record(context)[0]).replace(" range>", ">")
    return names if one.is_flag else written


def _about(one: Any, context: typer.Context) -> str:
    return " ".join(str(one.get_help_record(context)[1]).split())
