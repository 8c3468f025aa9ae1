"""Code blocks of a page: run in order, and held to what the page says they say.

``sh`` runs line by line, each to its exit code (``# exits with 1``, ``1 or 0``, else 0). ``python``
runs as a whole. ``toml`` is written to the file that its first line names. ``text`` shows
what the last block that ran said, among other lines: words as they are, figures of any
value, ``…`` for anything; before anything ran it is a drawing. Whether a model is shown to
be better is a figure too: other versions of the libraries draw other samples.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.study import REPOSITORY

DOCS = REPOSITORY / "docs"
TUTORIAL = DOCS / "tutorial.md"
LANGUAGES = ("sh", "python", "toml", "text")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_EXITS = re.compile(r"# exits with (\d+)(?: or (\d+))?$")
_VERDICTS = (
    (r"(NOT shown to be better|better|WORSE) than plain logistic", "beside plain logistic"),
    (r"(?m)^(holds|FAILS) ", "condition "),
    (r"(?m) (is not promoted: .*|passes; nothing was changed)$", " was judged"),
)


class Block(NamedTuple):
    """A block of a page."""

    place: str
    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    """Give the blocks of a page, in order."""
    text = page.read_text("utf-8")
    return [
        Block(f"{page.name}:{text[: found.start()].count(chr(10)) + 1}", *found.groups())
        for found in _BLOCK.finditer(text)
    ]


def furnish(home: Path) -> None:
    """Make a folder look like the project's, as far as its pages go."""
    for name in ("configs", "data", "examples", "tests"):
        (home / name).symlink_to(REPOSITORY / name)


def run(home: Path, page: Path) -> None:
    """Run all blocks of a page in a folder."""
    said = None
    for block in blocks(page):
        if block.language == "sh":
            lines = block.text.replace("\\\n", "").splitlines()
            said = "".join(_ran(home, block.place, ["bash", "-c", line], line) for line in lines)
        elif block.language == "python":
            said = _ran(home, block.place, [sys.executable, "-c", block.text])
        elif block.language == "toml":
            write(home, block)
        elif said is not None:
            _compare(block, said)


def write(home: Path, block: Block) -> None:
    """Write what a page shows as a file, by the name in its first line."""
    name = block.text.partition("\n")[0].removeprefix("# ")
    assert name.endswith(".toml"), f"{block.place}: its first line names no file"
    (home / name).write_text(block.text, "utf-8")


def _ran(home: Path, place: str, command: list[str], line: str = "") -> str:
    code, said = call(home, command)
    stated = _EXITS.search(line)
    wanted = [int(one) for one in stated.groups() if one] if stated else [0]
    assert code in wanted, f"{place}: exit code {code}\n{line}\n{said}"
    return said


def call(home: Path, command: list[str]) -> tuple[int, str]:
    """Run a command in a folder as a user would, and give its exit code and what it said."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MLFLOW")}
    more = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), kept["PATH"]]),
        "NHML_DATA": str(home / "fetched"),
        "PYTHONWARNINGS": "error:::nhml",
        "LOKY_MAX_CPU_COUNT": "1",  # small folds are done before a worker has started
    }
    done = subprocess.run(command, cwd=home, env={**kept, **more}, capture_output=True, check=False)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def _compare(block: Block, said: str) -> None:
    heard = _loose(said)
    for line in block.text.splitlines():
        wanted = r".*".join(re.escape(part.strip()) for part in _loose(line).split("…"))
        assert re.search(wanted, heard), f"{block.place}: nothing said {line!r}; there was\n{said}"


def _loose(text: str) -> str:
    """Let figures and verdicts be of any value, and words stand at any distance."""
    for verdict, said in _VERDICTS:
        text = re.sub(verdict, said, text)
    return re.sub(r"[ \t]+", " ", re.sub(r"[-+]?\d+", "0", text)).strip()
