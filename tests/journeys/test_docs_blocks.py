"""What the pages show, runs, and says what they say it says."""

import shutil
from pathlib import Path

import pytest

from tests.blocks import DOCS, LANGUAGES, TUTORIAL, blocks, run

AFTER = [page for room in ("how-to", "explanation") for page in sorted((DOCS / room).glob("*.md"))]

pytestmark = pytest.mark.xdist_group("docs")


def test_the_tutorial_runs(walked: Path) -> None:
    """And leaves what it says it leaves."""
    for name in ("mapping.toml", "simulated/truth.csv", "thyroid/people.parquet", "scores.csv",
                 "report.html", "card.html", "others/evaluation.json"):  # fmt: skip
        assert (walked / "runs" / name).is_file()


@pytest.mark.parametrize("page", AFTER, ids=[page.stem for page in AFTER])
def test_a_page_runs_after_the_tutorial(walked: Path, tmp_path: Path, page: Path) -> None:
    """Each by itself, in a folder as the tutorial left it."""
    home = tmp_path / "home"
    shutil.copytree(walked, home, symlinks=True)
    run(home, page)


def test_a_block_says_what_it_is() -> None:
    """Something to run, a file to write, or what was said; a how-to has something to run."""
    for page in (TUTORIAL, *AFTER):
        kinds = {block.language for block in blocks(page)}
        assert kinds <= set(LANGUAGES), page.name
        assert "sh" in kinds or page.parent.name == "explanation", page.name
