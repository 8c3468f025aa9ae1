"""Reference pages that are made from what the code itself reads."""

import inspect
import re
from collections.abc import Iterable

from nhml.cohorts.finding import CHECKS
from nhml.knowledge import tables
from nhml.panels import frame
from nhml.panels.codes import CODES

_KINDS = {
    "text": "text",
    "number": "number",
    "flag": "0 or 1, no or yes, false or true",
    "item": "number",
    "grade": "number, or no or yes",
    "code": "F or M, female or male",
    "time": "date and time",
}


def panel_frame() -> str:
    """Write the page of the panel frame: every column, its unit, the other units read."""
    analytes = tables.analytes()
    plain = [one for one in frame.columns() if _owner(one.name) not in analytes]
    people = [(f"`{one.name}`", one.words, _KINDS[one.kind], one.unit) for one in plain]
    measured = [
        (f"`{key}`", one.label, one.axis, one.specimen, f"`{one.unit}`", _others(one.units))
        for key, one in analytes.items()
    ]
    return "\n".join(
        [
            "# The panel frame",
            "",
            "One row a panel: one person, one draw. Every column may be missing. An analyte has",
            "three columns: `tsh`, `tsh_unit`, and `tsh_comparator` (`<` or `>`) where it has one.",
            "A column headed `tsh [mIU/L]` states its unit once; so does `--units units.toml`.",
            "A laboratory's own file is read with `--mapping mapping.toml`, which `nhml map FILE",
            "-o mapping.toml` proposes and a person corrects.",
            "A value without a unit is rejected. Where the molar mass is known, any unit of mass",
            "or amount in a volume is read, besides those listed.",
            "",
            "A file may have one row a measurement instead: `panel_id`, `analyte` (a key or label",
            "of this page, or a LOINC code) or `loinc` or both, `value`, and `unit` and",
            "`comparator` where there are any. Other columns, such as `age`, `sex`, `subject_id`",
            "and `drawn_at`, speak of the panel and are repeated in its rows. A panel is one draw:",
            "what it was sent twice must agree, in two units as far as the digits go.",
            "",
            "The total of a questionnaire has two names: that of the questionnaire (`phq9`,",
            "`mrs`, `mfg`) and `sx_` before it. A graded symptom (`libido`, `ed`, `acne`) sets its",
            "flag (`sx_libido`): 0 is no, more is yes. A modified Ferriman-Gallwey score sets",
            "`sx_hirsutism`: below 4 no, from 6 yes, unknown between them. Where a flag was sent",
            "too and says otherwise, the yes is read, with a warning. An answer on self-harm that",
            "cannot be read but hints at a yes sets `sx_suicidal`.",
            "",
            "What can be wrong with a panel stands in [checks](checks/panel-problems.md).",
            "",
            "## People, context and symptoms",
            "",
            *table(("column", "what it is", "read as", "unit"), people),
            "",
            "## Analytes",
            "",
            *table(("key", "what it is", "axis", "specimen", "unit", "also read"), measured),
            "",
        ]
    )


def panel_problems() -> str:
    """Write the page of what is wrong with a panel: every code, its meaning, the way out."""
    effect = {"reject": "the panel is rejected", "warn": "a warning"}
    rows = [(f"`{name}`", one.words, effect[one.severity], one.cure) for name, one in CODES.items()]
    return "\n".join(
        [
            "# What can be wrong with a panel",
            "",
            "`nhml check PANELS` says what a file holds and what is wrong with it: what scoring",
            "the file would find. A rejected panel gets no risk, and its row stays in its place;",
            "a warning stands beside the risk. Nothing is dropped and nothing guessed. What keeps",
            "the whole file from being read is an error that names the rows.",
            "",
            "`--units units.toml` states units of whole columns, and the analytes whose unit is",
            "certain however unusual their values:",
            "",
            "```toml",
            'tsh = "mIU/L"',
            'confirmed = ["prolactin"]',
            "```",
            "",
            "A confirmed analyte is not refused as a whole column in another unit, and carries no",
            "`unit_to_confirm`. What is impossible stays so.",
            "",
            "CSV that nhml writes has an apostrophe before text that a spreadsheet would run as a",
            "formula, and nhml takes it off again when it reads. Other readers see the apostrophe:",
            "to join on ids that begin with `=`, `+`, `-` or `@`, write Parquet.",
            "",
            *table(("code", "what is wrong", "then", "the way out"), rows),
            "",
        ]
    )


def checks() -> str:
    """Write the index of the checks on people, models and runs: every code with its page."""
    rows = [(f"[`{code}`]({code}.md)", one.words, one.way_out) for code, one in CHECKS.items()]
    return "\n".join(
        [
            "# Checks",
            "",
            "What `nhml diagnose` finds about people before a training, `nhml train` and",
            "`nhml evaluate` about a model by its figures (`findings.json` in their folder), and",
            "`nhml promote` as the reason of a refusal. A code stays what it is. A `stop` is a",
            "fault that is shown, a `warn` one that is not excluded or has to be known, a `note`",
            "the rest. `nhml diagnose` has further codes of its own, which it explains in place.",
            "",
            *table(("code", "what is found", "the way out"), rows),
            "",
            "What can be wrong with a panel when it is scored has a page of its own:",
            "[What can be wrong with a panel](panel-problems.md).",
            "",
        ]
    )


def config(parts: Iterable[tuple[str, type]]) -> str:
    """Write the page of the config file.

    Parameters
    ----------
    parts : iterable of (name, class)
        The parts of a config, whose docstrings say what each key is.
    """
    lines = ["# The config file", "", "TOML. An absent key has its default; an unknown one stops."]
    for name, part in parts:
        doc = inspect.getdoc(part) or ""
        opening, _, listed = doc.partition("Attributes\n----------\n")
        fields = getattr(part, "model_fields", {})
        rows = [
            (f"`{key}`", " ".join(words.split()), _default(fields, key))
            for key, words in re.findall(r"^(\w+) : .*\n((?:    .*\n?)+)", listed, re.MULTILINE)
        ]
        heading = f"## [{name}]" if name else "## Above all sections"
        lines += ["", heading, "", opening.strip(), ""]
        lines += table(("key", "what it is", "default"), rows)
    return "\n".join([*lines, ""])


def clinical_tables() -> str:
    """Write the page of the tables: what each holds, and where its rows come from."""
    held = [
        (f"`{name}`", about, f"{len(tables.rows(name)):,}", _standing(name))
        for name, about in tables.names().items()
    ]
    outcomes = [
        (f"`{key}`", one.label, one.task, f"`{one.event}`" if one.event else "", one.confidence)
        for key, one in tables.outcomes().items()
    ]
    indices = [
        (f"`{key}`", one.label, one.unit, f"`{one.formula}`", one.confidence)
        for key, one in tables.indices().items()
    ]
    sources = [(f"`{key}`", one["title"], one["where"]) for key, one in tables.sources().items()]
    return "\n".join(
        [
            "# The tables",
            "",
            "What medicine says, as rows with sources: `nhml tables` lists them, `nhml tables",
            "analytes tsh` shows one row. `uncertain` rows are never a default.",
            "",
            *table(("table", "what it holds", "rows", "of which uncertain"), held),
            "",
            "## Outcomes",
            "",
            *table(("key", "what it is", "decided", "event", "standing"), outcomes),
            "",
            "## Indices",
            "",
            *table(("key", "what it is", "unit", "formula", "standing"), indices),
            "",
            "## Sources",
            "",
            *table(("key", "title", "where"), sources),
            "",
        ]
    )


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Write the lines of a table; a bar within a cell becomes a slash."""
    cells = [header, tuple("---" for _ in header), *rows]
    return [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in cells]


def _standing(name: str) -> str:
    return str(sum(row["confidence"] == "uncertain" for row in tables.rows(name)) or "")


def _owner(column: str) -> str:
    return column.removesuffix("_unit").removesuffix("_comparator")


def _others(units: Iterable[str]) -> str:
    return ", ".join(f"`{unit}`" for unit in list(units)[1:])


def _default(fields: dict[str, object], key: str) -> str:
    field = fields.get(key)
    if field is None or getattr(field, "is_required", lambda: True)():
        return "none: it is needed"
    value = getattr(field, "default", "")
    return f"`{list(value) if isinstance(value, tuple) else value!r}`"
