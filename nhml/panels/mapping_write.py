"""A mapping written as TOML that a person reads and corrects."""

import json
from collections.abc import Sequence
from pathlib import Path

from nhml.errors import PanelError
from nhml.knowledge import tables
from nhml.panels.fitting import Fit
from nhml.panels.mapping import Column, FileMapping
from nhml.panels.proposal import Proposal, Suggestion

_OPENING = """\
# What the columns of this file are, as nhml map proposes it. Read it, correct it, and give it to
# any verb that takes panels (--mapping), or to a config ([cohort] mapping = "…").
# What stands behind # is not read. A column that is not mapped is left unread.
#
# sure      its name says what it is, and its cells agree; --yes takes these alone
# likely    something is missing: look, then take the # away
# possible  do not take it without a look into the file
"""


def check_new(path: Path) -> None:
    """Refuse a place that cannot be written to, or holds what a person may have corrected.

    Raises
    ------
    PanelError
    """
    if path.exists():
        raise PanelError(f"{path}: is there, and may be corrected by hand; name a new file")
    if not path.absolute().parent.is_dir():
        raise PanelError(f"{path}: its folder does not exist")


def write(proposal: Proposal, columns: Sequence[Column], path: Path) -> None:
    """Write a mapping into a new file; see `written`.

    Raises
    ------
    PanelError
        If the file is there already, or cannot be written.
    """
    check_new(path)
    try:
        path.write_text(written(proposal, columns), "utf-8")
    except OSError as error:
        raise PanelError(f"{path}: cannot be written ({error.strerror or 'fault'})") from None


def written(proposal: Proposal, columns: Sequence[Column]) -> str:
    """Write a mapping: the columns that are taken, and the others behind ``#``.

    Parameters
    ----------
    proposal : Proposal
    columns : sequence of Column
        Those that are taken.

    Returns
    -------
    str
        TOML. Of the file it holds names of columns, and codes and words of closed lists.
    """
    taken = {one.header: one for one in columns}
    parts = [_OPENING, _file(proposal, proposal.mapping(columns))]
    rest = []
    for one in proposal.suggestions:
        if one.header in taken:
            parts.append(_taken(one, taken[one.header]))
        else:
            rest.append(_left(one) if one.header else _NAMELESS)
    if rest:
        parts += ["# Not read:\n", *dict.fromkeys(rest)]
    return "\n".join(parts).rstrip("\n") + "\n"


_NAMELESS = "# A column whose name looks like a value: name it in the file first.\n"


def _file(proposal: Proposal, mapping: FileMapping) -> str:
    layout, signs = proposal.layout, proposal.signs
    lines = [
        "[file]",
        f"encoding = {_text(mapping.encoding)}  # {layout.why_encoding}",
        f"separator = {_text(mapping.separator)}  # {layout.why_separator}",
    ]
    if signs.decimal:
        lines.append(f"decimal = {_text(signs.decimal)}  # {signs.level}: {signs.why}")
    else:
        lines += [f"# {signs.why}", '# decimal = ","  # or "."; nothing is read before it is said']
    grouped = "groups thousands" if signs.thousands else "no number is grouped"
    lines.append(f"thousands = {_text(signs.thousands)}  # {grouped}")
    if mapping.unit_row:
        lines.append("unit_row = true  # the row beneath the header holds units")
    for key, words, what in (
        ("absent", mapping.absent, "stand for no value"),
        ("not_detected", mapping.not_detected, "stand for less than can be measured"),
    ):
        if words:
            lines.append(f"{key} = [{', '.join(map(_text, words))}]  # {what}")
    return "\n".join([*lines, ""])


def _taken(one: Suggestion, column: Column) -> str:
    same = one.fit is not None and one.fit.column.column == column.column
    said = _said(one.fit) if same and one.fit and not one.fit.wanting else "said by a person"
    return "\n".join([f"# {said}", *_column(column), ""])


def _left(one: Suggestion) -> str:
    header = _text(one.header)
    if one.fit is None:
        return f"# [columns.{header}]  # nothing is known by that name\n"
    lines = [f"# {_said(one.fit)}", *(f"# {line}" for line in _column(one.fit.column))]
    if one.others:
        lines[2] += f"  # or {', '.join(one.others)}"
    if one.fit.wanting == "unit":
        units = ", ".join(one.fit.choices or tables.analytes()[one.fit.column.column].units)
        lines.append(f'# unit = ""  # one of {units}')
    elif one.fit.wanting == "codes":
        lines.append(f"# codes = {{ }}  # such as {' or '.join(one.fit.choices[:2])}".rstrip(" or"))
    elif one.fit.wanting == "dates":
        lines.append(f'# dates = ""  # one of {", ".join(one.fit.choices)}')
    return "\n".join([*lines, ""])


def _said(fit: Fit) -> str:
    wanting = f", but for its {fit.wanting}" if fit.wanting else ""
    return f"{fit.level}{wanting}: {'; '.join(fit.why)}"


def _column(one: Column) -> list[str]:
    lines = [f"[columns.{_text(one.header)}]", f"as = {_text(one.column)}"]
    for key in ("unit", "dates", "own"):
        if getattr(one, key):
            lines.append(f"{key} = {_text(getattr(one, key))}")
    for key in ("decimal", "thousands"):
        if getattr(one, key) is not None:
            lines.append(f"{key} = {_text(getattr(one, key))}")
    if one.codes:
        pairs = ", ".join(f"{_text(code)} = {_text(said)}" for code, said in one.codes.items())
        lines.append(f"codes = {{ {pairs} }}")
    return lines


def _text(text: str) -> str:
    """Write a TOML string; what JSON leaves as it is and TOML does not take is escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
