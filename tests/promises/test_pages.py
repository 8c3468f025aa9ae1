"""Reference pages say what the code reads. Run as a module (`make docs`), it writes them anew."""

from collections.abc import Callable
from pathlib import Path

import pytest

import nhml
from nhml.cli import main, manual
from nhml.config import parts
from nhml.panels import frame
from nhml.panels.codes import CODES
from nhml.reporting import reference, signatures

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "panel-frame.md": reference.panel_frame,
    "checks/README.md": reference.checks,
    "checks/panel-problems.md": reference.panel_problems,
    "tables.md": reference.clinical_tables,
    "config.md": lambda: reference.config([("", parts.Experiment), *parts.sections().items()]),
    "cli.md": lambda: manual.page(main.app, main.EXIT_CODES),
    "api.md": lambda: signatures.page({name: getattr(nhml, name) for name in nhml.__all__}),
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_reference_page_is_as_the_code_is(name: str) -> None:
    """Else: make docs."""
    assert (FOLDER / name).read_text("utf-8") == PAGES[name]()


def test_every_column_stands_on_its_page() -> None:
    """Analytes by their key, everything else by its name."""
    page = reference.panel_frame()
    named = {one.name.removesuffix("_unit").removesuffix("_comparator") for one in frame.columns()}
    assert [name for name in sorted(named) if f"| `{name}` |" not in page] == []


def test_every_code_of_a_panel_stands_on_its_page() -> None:
    """With its way out."""
    page = reference.panel_problems()
    assert [name for name in CODES if f"| `{name}` |" not in page] == []
    assert [one.cure for one in CODES.values() if one.cure not in page] == []


def test_every_key_of_a_config_is_explained() -> None:
    """In the docstring of its part, from which the page is made."""
    page = PAGES["config.md"]()
    sections = parts.sections()
    keys = [key for part in sections.values() for key in part.model_fields]
    assert [key for key in ("name", "seed", *keys) if f"| `{key}` |" not in page] == []


if __name__ == "__main__":
    for page, write in PAGES.items():
        (FOLDER / page).write_text(write(), "utf-8")
