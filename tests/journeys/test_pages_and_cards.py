"""From a scored list to what is read: pages and a card, by the command alone, on real people."""

import re

import numpy as np
import pandas as pd
import pytest

from nhml.modelling.evaluation import Evaluation
from tests.study import Study

pytestmark = pytest.mark.xdist_group("study")


def test_a_page_shows_the_risk_of_the_scored_list(study: Study) -> None:
    """The same digits, by id, from the registry."""
    study.nhml("score", str(study.run), "panels.parquet", "-o", "again.csv")
    scores = pd.read_csv(study.home / "again.csv")
    row = scores.iloc[int((scores["risk"] - 0.4).abs().argmin())]
    model = "models:/low-testosterone-panel@candidate"
    study.nhml("report", model, "panels.parquet", "--panel", row["panel_id"], "-o", "page.html")
    page = (study.home / "page.html").read_text("utf-8")
    assert f"<strong>{row['risk'] * 100:.0f} %</strong>" in page
    assert f"{row['risk_low'] * 100:.0f} % to {row['risk_high'] * 100:.0f} %" in page
    assert re.search(r"Of 100 <b>men aged \d0 to \d9</b>", page)
    assert "people held out: it ranks" in page


def test_several_pages_lie_in_a_folder(study: Study) -> None:
    """One file a panel, named by it."""
    ids = study.panels()["panel_id"].head(3).tolist()
    asked = [word for one in ids for word in ("--panel", one)]
    study.nhml("report", str(study.run), "panels.parquet", *asked, "-o", "pages")
    assert {one.name for one in (study.home / "pages").iterdir()} == {f"{one}.html" for one in ids}


def test_all_panels_of_a_file_have_their_pages(study: Study) -> None:
    """With units stated once, as when scoring."""
    some = study.panels().head(4).drop(columns=["shbg_unit", "shbg_comparator"])
    some.to_csv(study.home / "some.csv", index=False)
    (study.home / "units.toml").write_text('shbg = "nmol/L"\n', "utf-8")
    more = ("--all", "--units", "units.toml", "-o", "every")
    done = study.nhml("report", str(study.run), "some.csv", *more)
    assert b"4 pages in every" in done.stderr
    pages = [one.read_text("utf-8") for one in (study.home / "every").iterdir()]
    assert len(pages) == 4
    assert not [page for page in pages if "unit_missing" in page]


def test_a_card_shows_the_figures_of_the_training(study: Study) -> None:
    """From the bundle alone: as a page, as Markdown, and printed."""
    found = Evaluation.from_json((study.run / "evaluation.json").read_text("utf-8")).row("auroc")
    assert found is not None
    told = f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"
    study.nhml("card", str(study.run), "-o", "card.html")
    study.nhml("card", str(study.run), "-o", "card.md")
    printed = study.nhml("card", str(study.run)).stdout.decode()
    page = (study.home / "card.html").read_text("utf-8")
    assert printed == (study.home / "card.md").read_text("utf-8")
    for text in (page, printed):
        assert told in text
        assert "ethnicity: Mexican American" in text
        assert "measured with testosterone in this clinic" in text


def test_no_figure_on_the_card_is_of_few_people(study: Study) -> None:
    """Every group that is shown has twenty at least; base rates are of rounded numbers."""
    printed = study.nhml("card", str(study.run)).stdout.decode()
    groups = re.findall(r"^\| (?:age band|ethnicity): .*? \| ([\d,]+) \|", printed, re.MULTILINE)
    rates = re.findall(r"^\| men (?:aged|of) .*? \| ([\d,]+) \|", printed, re.MULTILINE)
    sizes = [int(one.replace(",", "")) for one in groups + rates]
    assert len(groups) >= 5
    assert len(rates) >= 5
    assert min(sizes) >= 20
    assert np.all(np.array([int(one.replace(",", "")) for one in rates]) % 5 == 0)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--panel", "nobody", "-o", "x.html"), 11, "no panel nobody among the"),
        (("--all", "-o", "x.html"), 11, "is one page; name a folder"),
        (("-o", "x.html"), 2, "name one panel or more"),
        (("--all", "--panel", "a", "-o", "x"), 2, "name one panel or more"),
    ],
)
def test_a_mistake_in_asking_has_its_way_out(
    study: Study, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """Exit 11 for panels, 2 for usage; nothing is written."""
    done = study.nhml("report", str(study.run), "panels.parquet", *arguments, wanted=code)
    assert words in " ".join(done.stderr.decode().replace("│", " ").split())
    assert not (study.home / "x.html").exists()


def test_a_card_is_html_or_markdown(study: Study) -> None:
    """Another suffix is a mistake of usage."""
    done = study.nhml("card", str(study.run), "-o", "card.docx", wanted=2)
    assert "wanted .html, .md or .json" in done.stderr.decode()
