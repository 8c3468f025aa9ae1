"""Pages of a panel file."""

from pathlib import Path

import pandas as pd
import pytest

from nhml.batch import pages
from nhml.errors import DataError, PanelError
from nhml.modelling.risk_model import RiskModel
from tests.people import panel_frame


def write(model, source, destination, panel_ids=None, **how):
    """Read panels and write their pages, as the command does."""
    pages.refuse(destination, panel_ids)
    return pages.write(pages.read(model, source, panel_ids, **how), destination)


def sent(home: Path, *ids: str) -> str:
    """Write a file of panels with these ids."""
    frame = panel_frame(len(ids)).drop(columns=["testosterone", "testosterone_unit"])
    place = home / "panels.jsonl"
    frame.assign(panel_id=ids).to_json(place, orient="records", lines=True)
    return str(place)


def test_one_panel_is_one_file(model: RiskModel, tmp_path: Path) -> None:
    """Named as asked for; its folder is made, and nothing else."""
    source, place = sent(tmp_path, "a", "b"), tmp_path / "new" / "page.html"
    assert write(model, source, str(place), ["b"]) == [place]
    assert "<bdi>b</bdi>" in place.read_text("utf-8")
    assert [one.name for one in place.parent.iterdir()] == ["page.html"]


def test_every_row_has_its_page(model: RiskModel, tmp_path: Path) -> None:
    """Rows with one id, too, and ids that differ by case alone."""
    made = write(model, sent(tmp_path, "a", "A", "a", "b"), str(tmp_path / "out"))
    assert [one.name for one in made] == ["a.html", "A-2.html", "a-3.html", "b.html"]
    assert len({*(tmp_path / "out").iterdir()}) == 4


@pytest.mark.parametrize("evil", ["../../etc/passwd", "a/b", "..", "CON\n<x>", "x" * 5000, "é"])
def test_an_id_cannot_leave_the_folder(model: RiskModel, tmp_path: Path, evil: str) -> None:
    """Nor make a name that no disk takes; ids that look alike then have names that differ."""
    home = tmp_path / "out"
    (one, other) = write(model, sent(tmp_path, evil, f"{evil}?"), str(home))
    assert one != other
    assert {one.parent, other.parent} == {home}
    assert one.name.isascii()
    assert len(one.name) < 100


@pytest.mark.parametrize("ids", [None, ["a", "b"]])
def test_several_panels_are_not_one_file(
    model: RiskModel, tmp_path: Path, ids: list[str] | None
) -> None:
    """Told before anything is read."""
    with pytest.raises(DataError, match="is one page; name a folder"):
        write(model, "nowhere.csv", str(tmp_path / "page.html"), ids)


def test_a_place_that_cannot_be_written_is_an_error(model: RiskModel, tmp_path: Path) -> None:
    """A file in place of the folder."""
    source = sent(tmp_path, "a")
    with pytest.raises(DataError, match="cannot be written"):
        write(model, source, f"{source}/out", ["a"])


def test_an_error_names_the_file(model: RiskModel, tmp_path: Path) -> None:
    """And the panel that was asked for."""
    with pytest.raises(PanelError, match=r"panels\.jsonl: no panel c among the 2"):
        write(model, sent(tmp_path, "a", "b"), str(tmp_path / "page.html"), ["c"])


def test_columns_that_are_not_read_are_told(model: RiskModel, tmp_path: Path) -> None:
    """As when scoring."""
    said: list[str] = []
    source = sent(tmp_path, "a")
    frame = pd.read_json(source, lines=True).assign(shoe_size=43)
    frame.to_json(source, orient="records", lines=True)
    write(model, source, str(tmp_path / "page.html"), ["a"], tell=said.append)
    assert len(said) == 1
    assert "not read" in said[0]


def test_a_page_is_written_with_the_limits_of_a_file(model: RiskModel, tmp_path: Path) -> None:
    """Of the laboratory that it names."""
    lab = tmp_path / "lab.toml"
    lab.write_text('laboratory = "Nord"\n[potassium]\nunit = "mmol/L"\ncritical_high = 6.5\n')
    (page,) = write(model, sent(tmp_path, "a"), str(tmp_path / "out"), limits=lab)
    assert "Limits of Nord were used" in page.read_text("utf-8")
