"""What the tutorial and the how-to pages show, runs, and says what they say it says."""

import shutil
from pathlib import Path

import pytest

from tests.blocks import LANGUAGES, blocks, furnish, run
from tests.study import REPOSITORY

DOCS = REPOSITORY / "docs"
TUTORIAL = DOCS / "tutorial.md"
HOW_TO = sorted((DOCS / "how-to").glob("*.md"))

pytestmark = pytest.mark.xdist_group("docs")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the tutorial was followed to its end."""
    home = tmp_path_factory.mktemp("tutorial")
    furnish(home)
    run(home, TUTORIAL)
    return home


def test_the_tutorial_runs(walked: Path) -> None:
    """And leaves what it says it leaves."""
    for name in ("mapping.toml", "simulated/truth.csv", "thyroid/people.parquet", "scores.csv",
                 "report.html", "card.html", "others/evaluation.json"):  # fmt: skip
        assert (walked / "runs" / name).is_file()


@pytest.mark.parametrize("page", HOW_TO, ids=[page.stem for page in HOW_TO])
def test_a_how_to_runs_after_the_tutorial(walked: Path, tmp_path: Path, page: Path) -> None:
    """Each by itself, in a folder as the tutorial left it."""
    home = tmp_path / "home"
    shutil.copytree(walked, home, symlinks=True)
    assert any(block.language == "sh" for block in blocks(page))
    run(home, page)


@pytest.mark.parametrize("page", [TUTORIAL, *HOW_TO], ids=[one.stem for one in (TUTORIAL, *HOW_TO)])
def test_a_block_says_what_it_is(page: Path) -> None:
    """Something to run, a file to write, or what was said."""
    assert [block.place for block in blocks(page) if block.language not in LANGUAGES] == []
