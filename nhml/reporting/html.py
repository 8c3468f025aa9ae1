"""Pages: every cell escaped, no script, nothing fetched."""

import base64
import hashlib
from functools import cache
from importlib.metadata import version
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from nhml.knowledge import tables
from nhml.reporting import grounds, labels, measured, wording
from nhml.reporting.citations import Sources, cited

_STYLE = "style.css"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("nhml.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"tidy": wording.tidy, "number": wording.number, "listed": wording.listed}
    made.filters |= {"label": labels.of, "cited": cited, "printed": wording.printed}
    made.globals |= {"wording": wording, "labels": labels}
    made.globals["foreign"] = tables.of_the_other_sex
    made.globals |= {"message": _message, "by_axis": measured.by_axis, "marked": measured.marked}
    made.globals |= {"urgencies": grounds.URGENCIES, "verdicts": grounds.VERDICTS}
    return made


def _message(rule: str) -> str:
    """Give what a safety rule says; of one that is not in the table, its key."""
    known = tables.safety_rules().get(rule)
    return known.message if known else rule


@cache
def _style() -> str:
    loader, environment = _environment().loader, _environment()
    assert loader is not None
    return loader.get_source(environment, _STYLE)[0]


@cache
def policy() -> str:
    """Give the content security policy: its own style sheet, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def page(template: str, **told: Any) -> str:
    """Write a page.

    Parameters
    ----------
    template : str
        Name of a file in ``templates/``.
    **told : object
        What it shows.
    """
    written = _environment().get_template(template)
    told |= {"style": Markup(_style()), "policy": policy(), "nhml": version("nhml")}
    return written.render(sources=Sources(), **told)


def part(name: str, read: Any) -> str:
    """Write one part of a page.

    Parameters
    ----------
    name : str
        Of the macro, and of its file ``part_NAME.html``.
    read : object
        What it shows.
    """
    macro = getattr(_environment().get_template(f"part_{name}.html").module, name)
    return str(macro(read))


def framed(page: str) -> str:
    """Put a whole page into a notebook, where its style can touch nothing else."""
    return Markup(
        '<iframe sandbox srcdoc="{}" width="100%" height="900" title="nhml"></iframe>'
    ).format(escape(page))
