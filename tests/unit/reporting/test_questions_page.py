"""Questions to a model, as they are told."""

import ast
import inspect
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.cli import questioning
from nhml.knowledge import tables
from nhml.modelling import changes, moving
from nhml.modelling import next_measure as asking
from nhml.modelling import what_if as iffing
from nhml.modelling.costs import Costs
from nhml.modelling.next_measure import measure_next
from nhml.modelling.risk_model import RiskModel
from nhml.modelling.what_if import curve, what_if
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.reporting import questions, questions_drawing
from nhml.reporting.questions import next_page, next_plain, what_if_page, what_if_plain
from tests.study import REPOSITORY

TEMPLATES = REPOSITORY / "nhml" / "reporting" / "templates"
CAUSAL = (
    r"\b(caus\w+|reduc\w+|lowers?|lowered|lowering|rais(e|es|ing)|improv\w+|prevent\w*|"
    r"leads? to|results? in|effects?|because of|due to|thanks to|benefit\w*|protect\w*|"
    r"(will|would) (fall|rise|drop|decrease|increase)|treat\w*|avert\w*)\b"
)


@pytest.fixture(scope="module")
def sent(panels: pd.DataFrame) -> Panels:
    """Panels of every status, one of which lacks its SHBG."""
    return check(harmonise(panels.head(12)))


def said(source: str) -> list[str]:
    """Give what a module says: its texts, without the headings of docstrings."""
    texts = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return [re.sub(r"Raises\n\s*-+", "", text) for text in texts if isinstance(text, str)]


def places() -> dict[str, str]:
    """Everything that says something of a question: modules, templates, page, tables."""
    modules = (questions, questions_drawing, questioning, changes, moving, asking, iffing)
    found = {one.__name__: "\n".join(said(inspect.getsource(one))) for one in modules}
    for name in ("questions.html", "part_questions.html"):
        found[name] = (TEMPLATES / name).read_text("utf-8")
    page: Path = REPOSITORY / "docs" / "how-to" / "ask-what-if.md"
    found[page.name] = page.read_text("utf-8")
    for table in ("modifiable", "couplings"):
        rows = tables.rows(table)
        found[table] = "\n".join(" ".join(row.values()) for row in rows)
    return found


@pytest.mark.parametrize("place", places())
def test_no_word_says_that_a_change_does_anything(place: str) -> None:
    """What is told is how a model behaves."""
    words = places()[place]
    assert [found[0] for found in re.finditer(CAUSAL, words, re.IGNORECASE)] == []


def test_the_words_are_found_where_they_stand() -> None:
    """Else the test above could not fail."""
    for words in ("losing weight lowers it", "Reduced by", "this leads to", "The effect of"):
        assert re.search(CAUSAL, words, re.IGNORECASE)


def test_a_change_is_told_as_plain_data(model: RiskModel, sent: Panels) -> None:
    """With what it means, a row a panel, and null for what is not known."""
    told = json.loads(json.dumps(what_if_plain(what_if(model, sent, {"sleep_hours": "7 h"})),
                                 allow_nan=False))  # fmt: skip
    assert told["means"].endswith("It is not what making the change would do.")
    assert told["asked"] == {"sleep_hours": "7 h"}
    assert [one["panel_id"] for one in told["panels"]] == sent.panel_id.tolist()
    scored = next(one for one in told["panels"] if one["difference"] is not None)
    assert scored["moved"][0]["after"] == 7.0
    assert next(one for one in told["panels"] if one["status"] == "rejected")["risk"] is None


def test_the_page_of_a_change_shows_both_risks_and_the_curve(
    model: RiskModel, sent: Panels
) -> None:
    """Of the scored; of the others why not. Nothing runs and nothing is fetched."""
    found = what_if(model, sent, {"sleep_hours": "7 h"})
    page = what_if_page(found, sent, {"sleep_hours": curve(model, sent, "sleep_hours")}, "low <T>")
    scored = int(found.answers["difference"].notna().sum())
    assert page.count("■ Changed") == scored
    assert page.count('class="askedcurve"') == scored
    assert "low &lt;T&gt;" in page
    assert "Watson et al. 2015" in page
    assert not re.search(r"<script|https?://", page)


def test_what_to_measure_is_told_as_plain_data(model: RiskModel, sent: Panels) -> None:
    """Panels without a risk say why; without a price list there are no costs."""
    told = json.loads(json.dumps(next_plain(measure_next(model, sent)), allow_nan=False))
    assert [one["panel_id"] for one in told["panels"]] == sent.panel_id.tolist()
    assert told["currency"] is None
    silent = [one for one in told["panels"] if one["status"] != "scored"]
    assert all(one["says"].startswith("No risk is shown") for one in silent)
    assert all(one["measure"] == [] for one in silent)
    assert any(one["measure"] for one in told["panels"])


def test_the_page_of_what_to_measure_has_a_line_an_analyte(model: RiskModel, sent: Panels) -> None:
    """With its cost where a list has one."""
    bare = sent.without(["shbg"])
    found = measure_next(model, bare, costs=Costs("EUR", "list <of> mine", {"shbg": 12.5}))
    page = next_page(found, bare, "low T")
    assert page.count('class="askedspan"') == len(found.table)
    assert "Cost (EUR)" in page
    assert "12.5" in page
    assert "list &lt;of&gt; mine" in page
    assert not re.search(r"<script|https?://", page)


def own(**told: object) -> pd.DataFrame:
    """One analyte and what is told of it."""
    return pd.DataFrame([{"analyte": "shbg", "crossing": 0.3, "gap": False, **told}])


@pytest.mark.parametrize(
    ("status", "table", "said"),
    [
        ("scored", own(), "With Sex hormone-binding globulin known, the model's risk would stand "
         "on the other side of 20 % for 30 of 100 likely values."),
        ("scored", own(gap=True), "It would move whatever the value"),
        ("scored", own(crossing=0.005), "Nothing more would change it"),
        ("scored", own(crossing=np.nan), "Nothing more would change it"),
        ("scored", own().head(0), "none is missing"),
        ("abstained", own().head(0), "No risk is shown, so none can move: age: needed"),
    ],
)  # fmt: skip
def test_a_panel_is_summed_up_in_a_sentence(status: str, table: pd.DataFrame, said: str) -> None:
    """Honestly, where nothing would change."""
    assert said in questions.verdict({"status": status, "reasons": "age: needed"}, table, 0.2)


def test_the_curve_marks_what_is_and_what_was_asked() -> None:
    """A ring as given, a square where it was asked; without a square beyond the curve."""
    points = pd.DataFrame({"change": [-10.0, 0.0, 10.0], "risk": [0.1, 0.2, 0.3]})
    points = points.assign(risk_low=points["risk"] - 0.05, risk_high=points["risk"] + 0.05)
    drawn = questions_drawing.curve(points, "%", -5.0, "Body weight")
    assert drawn.count("<circle") == 1
    assert drawn.count('width="10" height="10"') == 1
    assert drawn.count("<polygon") == 1
    far = questions_drawing.curve(points.assign(risk_low=np.nan), "%", -20.0, "Body weight")
    assert 'height="10"' not in far
    assert "<polygon" not in far
