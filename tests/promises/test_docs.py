"""The pages name everything there is, lead somewhere, and speak of the project alone."""

import re
from pathlib import Path

import pytest
import typer

import nhml
from nhml.cli import main, manual
from nhml.config import parts
from nhml.knowledge import tables
from tests.study import REPOSITORY

DOCS = REPOSITORY / "docs"
PAGES = sorted(
    {*REPOSITORY.glob("*.md"), *(REPOSITORY / "benchmarks").glob("*.md"),
     *(REPOSITORY / "data").glob("*.md"), *(REPOSITORY / "models").glob("*.md"),
     *DOCS.rglob("*.md")}
)  # fmt: skip
NAMES = [str(page.relative_to(REPOSITORY)) for page in PAGES]
VERBS = dict(manual.verbs(typer.main.get_command(main.app)))
WRITTEN = "\n".join(  # by hand
    page.read_text("utf-8") for page in PAGES if page.parent.name not in ("reference", "decisions")
)
REFERENCE = {page.name: page.read_text("utf-8") for page in (DOCS / "reference").glob("*.md")}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_documented(verb: str) -> None:
    """In the reference with every option, and in a page that somebody wrote."""
    _, _, section = REFERENCE["cli.md"].partition(f"\n## {verb}\n")
    section = section.partition("\n## ")[0]
    options = [name for one in VERBS[verb].params for name in one.opts if name.startswith("--")]
    assert [name for name in options if name not in section and name != "--help"] == []
    assert verb in WRITTEN


def test_every_exit_code_is_documented() -> None:
    """Those of mistakes, of answers, and of a fault."""
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", REFERENCE["cli.md"], re.MULTILINE)}
    assert listed == {0, 1, 2, 3, 70, *(code for _, code in main.EXIT_CODES)}


@pytest.mark.parametrize("name", nhml.__all__)
def test_a_public_name_is_documented(name: str) -> None:
    """In the reference."""
    assert f"\n## nhml.{name}\n" in REFERENCE["api.md"]


def test_every_table_is_documented() -> None:
    """With what it holds."""
    page = REFERENCE["tables.md"]
    assert [name for name in tables.names() if f"| `{name}` |" not in page] == []


def test_every_section_of_a_config_is_documented() -> None:
    """Under its name; its keys are asked for where the page is made."""
    page = REFERENCE["config.md"]
    assert [name for name in parts.sections() if f"\n## [{name}]\n" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_link_leads_somewhere(page: Path) -> None:
    """To a file or folder that is there, and a heading that is in it."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    wrong = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        name, _, heading = target.partition("#")
        aim = (page.parent / name) if name else page
        if "://" in target or (aim.exists() and (not heading or heading in headings(aim))):
            continue
        wrong.append(target)
    assert wrong == []


def headings(page: Path) -> set[str]:
    """Give the headings of a page as links name them."""
    found = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_page_speaks_of_the_project_alone(page: Path) -> None:
    """Not of who wrote it when and where."""
    foreign = r"/work/|/tmp/|/root/|\bissue #?\d|\bsessions?\b|\bworktrees?\b|\bagents?\b"
    assert re.findall(foreign, page.read_text("utf-8"), re.IGNORECASE) == []


def test_every_page_is_found_from_the_index() -> None:
    """By its link, or that of its folder."""
    index = (DOCS / "index.md").read_text("utf-8")
    linked = {(DOCS / name).resolve() for name in re.findall(r"\]\(([^)#\s]+)\)", index)}
    pages = {page.resolve() for page in DOCS.rglob("*.md") if page.name != "index.md"}
    assert sorted(one.name for one in pages if not linked & {one, one.parent}) == []
