"""What is read holds no script, fetches nothing, escapes everything, and prints on two pages."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nhml
from nhml.cohorts.cohort import gather
from nhml.knowledge import tables
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import drawing, html, labels
from nhml.reporting.grounds import Alert, alerts
from nhml.workflows import people as found
from tests.judged import shown
from tests.people import panel_frame

EVIL = '"><script>alert(1)</script>\u202egpj.exe\n' + "A" * 10_000
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-pdf-header-footer",
)  # fmt: skip
VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Collect the elements of a page; each that opens must close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        assert self.open.pop() == tag


def elements(page: str) -> list[tuple[str, dict[str, str | None]]]:
    """Read a page as a browser would."""
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader.seen


def man(**cells: object) -> pd.DataFrame:
    """A man, some of whose cells are anybody's."""
    frame = panel_frame(20).drop(columns=["testosterone", "testosterone_unit"])
    row = frame.dropna().iloc[[0]].assign(panel_id="p1", phq9_9=0.0)
    return row.astype(object).assign(**{key: [cell] for key, cell in cells.items()})


def pages(model: RiskModel) -> dict[str, str]:
    """A page of every status, of a card, and of hostile text in every place."""
    evil = man(panel_id=EVIL, shbg_unit=EVIL, cycle_phase=EVIL, site=EVIL)
    alert = Alert("urgent", EVIL, EVIL, EVIL)
    scored = nhml.report(model, man(), "p1")
    assert scored.status == "scored"
    named = replace(model, training={**model.training, "cohort": EVIL}, pathway={"shbg": EVIL})
    return {
        "scored": scored.html(),
        "abstained": nhml.report(model, man(age=None), "p1").html(),
        "rejected": nhml.report(model, evil, model.score(evil)["panel_id"].iloc[0]).html(),
        "alert": replace(scored, alerts=(alert,), panel_id=EVIL).html(),
        "cohort": nhml.report(named, man(), "p1").html(),
        "card": nhml.card(named).html(),
        "evaluation": evaluation(named),
        "notebook": scored._repr_html_(),
    }


def evaluation(model: RiskModel) -> str:
    """Four hundred men, their source and their subgroups of hostile names."""
    people = gather(EVIL, panel_frame(), tables.outcomes()["low_testosterone_300"], (EVIL,))
    judged = found.judged(model, people, fold=-1)
    frame = judged.assign(age_band=np.where(np.arange(len(judged)) % 2, EVIL, judged["age_band"]))
    return shown(model, people, frame, trained_on=EVIL).pages["evaluation.html"]


def test_no_page_holds_a_script_or_fetches_anything(model: RiskModel) -> None:
    """No element that could, no attribute that could, a policy that would not let it."""
    for name, page in pages(model).items():
        seen = elements(page)
        tags = {tag for tag, _ in seen}
        held = {attribute for _, attributes in seen for attribute in attributes}
        assert not tags & {"script", "link", "img", "object", "embed", "base", "form", "a"}, name
        assert not {one for one in held if one.startswith("on")} | (
            held & {"src", "href", "xlink:href", "style", "action"}
        ), name
        assert "<script" not in page
        assert not re.search(r"url\(|@import|https?://", page), name
        policies = [
            attributes["content"]
            for tag, attributes in seen
            if attributes.get("http-equiv") == "Content-Security-Policy"
        ]
        assert name == "notebook" or policies[0].startswith(
            "default-src 'none'; style-src 'sha256-"
        )


def test_hostile_text_is_cut_and_nothing_unseen_is_left(model: RiskModel) -> None:
    """Ten thousand signs, a change of direction, the end of a line."""
    for name, page in pages(model).items():
        assert "\u202e" not in page, name
        assert "A" * 1_100 not in page, name


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(min_size=1, max_size=60))
def test_any_text_leaves_the_page_whole(model: RiskModel, text: str) -> None:
    """As id, unit and comparator: the elements stay those of the page."""
    frame = man(panel_id=text, shbg_unit=text, shbg_comparator=text)
    made = nhml.report(model, frame, model.score(frame)["panel_id"].iloc[0])
    assert {tag for tag, _ in elements(made.html())} <= {
        "html", "head", "meta", "title", "style", "body", "main", "header", "p", "span", "h1",
        "h2", "bdi", "section", "table", "thead", "tbody", "tr", "th", "td", "br", "small", "dl",
        "dt", "dd", "ul", "li", "b", "strong", "div", "figure", "figcaption", "svg", "path",
        "rect", "line", "text", "polygon", "details", "summary",
        "ol",
    }  # fmt: skip


def test_a_page_can_be_heard_and_read_by_anybody(model: RiskModel) -> None:
    """A language, one first heading, named sections, words for every drawing, headed columns."""
    for name, page in pages(model).items():
        if name == "notebook":
            continue
        seen = elements(page)
        tags = [tag for tag, _ in seen]
        assert ("html", {"lang": "en-GB"}) in seen
        assert tags.count("h1") == 1
        drawings = [attributes for tag, attributes in seen if tag == "svg"]
        assert all(one["role"] == "img" and one["aria-label"] for one in drawings)
        headings = {attributes.get("id") for tag, attributes in seen if tag == "h2"}
        named = [attributes["aria-labelledby"] for tag, attributes in seen if tag == "section"]
        assert set(named) <= headings
        assert all("scope" in attributes for tag, attributes in seen if tag == "th")


def test_every_colour_of_a_text_is_told_from_white(model: RiskModel) -> None:
    """Contrast of 4.5 at least, by WCAG 2.1: on a light screen, on paper and on a dark screen."""
    style = pages(model)["scored"].partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"[;{]color:#", style)
    used = set(re.findall(r"[;{]color:var\(--(\w+)\)", style)) - {"paper"}
    assert len(used) >= 2
    light, dark = (dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", one)) for one in schemes(style))
    assert set(light) == set(dark)
    for colours in (light, dark):
        told = {one: contrast(colours[one], colours["paper"]) for one in used}
        assert {one: found for one, found in told.items() if found < 4.5} == {}


def test_every_colour_of_a_drawing_is_turned_on_a_dark_screen() -> None:
    """A drawing holds colours of its own, which the style sheet names."""
    style = html._style()
    light = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", schemes(style)[0]))
    for colour in (drawing.INK, drawing.BLUE, drawing.GREY, drawing.PALE, drawing.LINE, "#ffffff"):
        for kind in ("fill", "stroke"):
            found = re.search(rf'\[{kind}="{colour}"\]\{{{kind}:var\(--(\w+)\)\}}', style)
            assert found, (kind, colour)
            assert light[found[1]] == colour


def schemes(style: str) -> tuple[str, str]:
    """The colours of a light page, and those of a dark one, which only a screen has."""
    dark = re.search(r"@media screen and \(prefers-color-scheme:dark\)\{:root\{([^}]+)\}\}", style)
    assert dark
    return style[: dark.start()], dark[1]


def contrast(colour: str, ground: str) -> float:
    """Contrast of two colours."""
    lighter, darker = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """How light a colour is."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def browser() -> str:
    """Find Chromium: what NHML_BROWSER names must be there; else what the path has, or none."""
    stated = os.environ.get("NHML_BROWSER")
    if stated:
        assert Path(stated).is_file(), f"NHML_BROWSER names {stated}, which is not there"
        return stated
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
    )
    return found or pytest.skip("no Chromium on the path; NHML_BROWSER names one")


def rich(model: RiskModel) -> str:
    """The longest page there is: forty values converted, much missing, five rules firing."""
    made = nhml.report(model, man(on_testosterone=None), "p1")
    assert made.status == "scored"
    others = [
        (one, next(unit for unit in one.units if unit != one.unit))
        for one in tables.analytes().values()
        if len(one.units) > 1
    ][:40]
    frame = man(
        **{one.key: one.possible[1] / 3 / one.units[unit].scale for one, unit in others},
        **{f"{one.key}_unit": unit for one, unit in others},
    )
    rules = sorted(tables.safety_rules().values(), key=lambda rule: -len(rule.action))[:5]
    said = "; ".join(f"{rule.urgency}: {rule.message} [{rule.key}]" for rule in rules)
    parts = tuple(made.parts[0]._replace(label=label) for label in labels.GROUPS.values())
    return replace(
        made,
        panel_id=EVIL,
        alerts=alerts(said),
        sent=nhml.report(model, frame, "p1").sent,
        missing=made.idle * 6,
        idle=made.idle * 6,
        parts=parts,
        reasons=[one for one in made.reasons if one.interval][:1] * 5,
    ).html()


def test_a_rich_page_prints_on_two_sheets(model: RiskModel, tmp_path: Path) -> None:
    """A4, in a real browser."""
    found = browser()
    (tmp_path / "page.html").write_text(rich(model), "utf-8")
    printed = tmp_path / "page.pdf"
    subprocess.run(
        [found, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}",
         f"file://{tmp_path / 'page.html'}"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    content = printed.read_bytes()
    boxes = re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)", content)
    assert 1 <= len(re.findall(rb"/Type /Page\b(?!s)", content)) <= 2
    assert boxes[0] in {(b"594", b"841"), (b"595", b"841"), (b"595", b"842"), (b"594", b"842")}
