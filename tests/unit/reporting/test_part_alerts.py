"""The part of a page that shows alerts."""

import pandas as pd

from nhml.knowledge import tables
from nhml.reporting import html
from nhml.safety.alerts import ask
from nhml.safety.considering import VERDICTS


def rendered(sent: pd.DataFrame, **asked: object) -> str:
    """What is shown of the first panel, without its line breaks."""
    answer = ask(sent, {"sodium": "mmol/L"}, **asked).plain()[0]
    text = '{% from "part_alerts.html" import alerts with context %}{{ alerts(answer) }}'
    return " ".join(html._environment().from_string(text).render(answer=answer).split())


def test_alerts_and_what_was_considered_are_shown_in_words() -> None:
    """What a cell says is escaped; an urgency and a verdict are read, not only seen."""
    sent = pd.DataFrame({"age": [70], "sex": ["F"], "sodium": [118]})
    page = rendered(sent, considering="tibolone")
    assert '<li class="immediate"><strong>Immediately:</strong> Sodium below critical limit' in page
    assert "<dt>Tibolone</dt>" in page
    assert '<dd class="ask"><strong>To be asked first:</strong>' in page
    late = tables.safety_rules()["ESTROGEN_LATE"].message.replace(">= ", "≥ ").replace(">", "&gt;")
    assert late in page.partition("To be seen beside it:")[2]
    assert "safety rules could not be checked" in page


def test_no_alert_is_no_proof() -> None:
    """Said as on the page of a risk."""
    page = rendered(pd.DataFrame({"age": [40], "sodium": [140]}), undecided=False)
    assert "That is no proof that nothing is urgent" in page
    assert "could not be checked" not in page


def test_every_verdict_has_its_words() -> None:
    """As every urgency has."""
    assert set(html._environment().globals["verdicts"]) == set(VERDICTS)
