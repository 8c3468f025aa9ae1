"""One person's page: what the model said, and nothing that it did not."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import nhml
from nhml.errors import PanelError
from nhml.modelling.risk_model import RiskModel
from nhml.panels.limits import LaboratoryLimits
from nhml.reporting import wording
from nhml.reporting.grounds import Alert
from nhml.reporting.reading import reports
from nhml.reporting.report import RiskReport
from tests.people import panel_frame

HIDDEN = ("testosterone", "testosterone_unit")


def known(**cells: object) -> pd.DataFrame:
    """A man of whom everything is known."""
    man = {
        "panel_id": "p1", "age": 63.0, "sex": "M", "on_testosterone": "no", "bmi": 38.0,
        "bmi_unit": "kg/m2", "shbg": 1.2, "shbg_unit": "mg/L", "hba1c": 42.0,
        "hba1c_unit": "mmol/mol", "sleep_hours": 7.0,
        **{f"phq9_{at}": 1.0 for at in range(1, 9)}, "phq9_9": 0.0,
    }  # fmt: skip
    return pd.DataFrame([{**man, **cells}])


@pytest.fixture(scope="module")
def scored(model: RiskModel) -> RiskReport:
    """His page."""
    return nhml.report(model, known(), "p1")


def test_the_risk_is_that_of_score(model: RiskModel) -> None:
    """For everybody of a file, in their order, whatever their status."""
    frame = panel_frame(40).drop(columns=list(HIDDEN)).assign(hba1c_unit="%")
    frame.loc[3, "bmi"] = 4000.0
    frame.loc[4, "age"] = np.nan
    scores, made = model.score(frame), reports(model, frame)
    assert [one.panel_id for one in made] == scores["panel_id"].tolist()
    assert [one.status for one in made] == scores["status"].tolist()
    assert {one.status for one in made} == {"scored", "abstained", "rejected"}
    for name, column in (("risk", "risk"), ("low", "risk_low"), ("high", "risk_high")):
        shown = [getattr(one, name) for one in made]
        assert np.array_equal(shown, scores[column], equal_nan=True)


def test_the_page_shows_the_risk_to_its_digits(model: RiskModel, scored: RiskReport) -> None:
    """A whole per cent, and people of a hundred."""
    row = model.score(known()).iloc[0]
    page = scored.html()
    assert f"<strong>{row['risk']:.0%}".replace("%", " %</strong>") in page
    assert f"expects <b>{round(100 * row['risk'])}</b>" in page
    low, high = round(100 * row["risk_low"]), round(100 * row["risk_high"])
    assert f"({low} to {high}) to have it" in page


def test_the_base_rate_stands_beside_it(model: RiskModel, scored: RiskReport) -> None:
    """Of men of his age among those the model learnt from."""
    assert scored.base is not None
    assert scored.base.first <= 63 <= (scored.base.last or 120)
    rates = model.training["base_rates"]
    assert rates[0]["people"] % 5 == 0
    assert f"<b>{wording.people(*scored.base[:3])}</b>" in scored.html()


def test_alerts_come_before_the_risk(scored: RiskReport) -> None:
    """With what to do."""
    alert = Alert("immediate", "Sodium below 120", "emergency assessment", "CRIT_NA_LOW")
    page = replace(scored, alerts=(alert,)).html()
    places = [page.index(words) for words in ("Sodium below 120", "emergency", "Risk at the time")]
    assert places == sorted(places)
    assert "No alert was raised" not in page


def test_an_emergency_is_told_first_and_silences_the_model(model: RiskModel) -> None:
    """Sodium of 118: what to do stands above everything, and no risk anywhere."""
    made = nhml.report(model, known(sodium=118.0, sodium_unit="mmol/L"), "p1")
    page = made.html()
    assert made.status == "abstained"
    assert made.alerts[0].urgency == "immediate"
    assert page.index("Sodium below critical limit") < page.index("The model cannot say")
    assert "Act on the alert first" in page


def test_the_page_says_whose_limits_were_used(model: RiskModel) -> None:
    """A potassium of 6.4 silences by the generic limit, and not by a laboratory's own of 6.5."""
    nord = LaboratoryLimits("Nord & Co", ((("potassium", "critical_high"), 6.5),))
    man = known(potassium=6.4, potassium_unit="mmol/L")
    generic = nhml.report(model, man, "p1")
    own = nhml.report(model, man, "p1", limits=nord)
    assert (generic.status, own.status) == ("abstained", "scored")
    assert own.risk == model.score(man, limits=nord)["risk"].iloc[0]
    assert "Limits of Nord &amp; Co were used" in own.html()
    assert "Limits of" not in generic.html()


def test_rules_that_could_not_be_checked_are_counted(model: RiskModel) -> None:
    """The more is known, the fewer."""
    made = nhml.report(model, known(), "p1")
    more = nhml.report(model, known(sodium=140.0, sodium_unit="mmol/L"), "p1")
    assert made.unchecked > more.unchecked > 0
    assert f"{made.unchecked} safety rules could not be checked" in made.html()


def test_reasons_are_the_largest_contributions_in_the_units_sent(
    model: RiskModel, scored: RiskReport
) -> None:
    """Largest first, and with the rest they are all that moves the risk."""
    explained = model.explain(known())
    parts = explained.loc[explained["feature"] != "base", "contribution"]
    sizes = [abs(one.contribution) for one in scored.reasons]
    assert 3 <= len(sizes) <= 5
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == pytest.approx(parts.abs().max())
    shbg = next(one for one in scored.reasons if one.label.startswith("Sex hormone"))
    assert shbg.written == "1.2 mg/L"
    assert scored.rest is not None
    left = parts.sum() - sum(one.contribution for one in scored.reasons)
    assert scored.rest.odds == wording.odds(left)


def test_the_interval_is_drawn_in_the_unit_sent(scored: RiskReport) -> None:
    """19 to 76 nmol/L is 1.71 to 6.84 mg/L, by 90,000 g/mol."""
    shbg = next(one for one in scored.reasons if one.label.startswith("Sex hormone"))
    assert shbg.interval is not None
    assert shbg.interval.place == "below"
    low = float(shbg.interval.words.split()[0])
    assert shbg.interval.words.endswith("mg/L")
    assert low > 1.2
    assert shbg.interval.svg in scored.html()


def test_what_was_converted_is_listed_with_its_factor(scored: RiskReport) -> None:
    """As sent, times, as read."""
    page = scored.html()
    assert "1.2 mg/L × 11.11 → 13.33 nmol/L" in page
    assert "42 mmol/mol × 0.09148 + 2.152 → 5.994 %" in page
    assert "Converted</dt><dd>2 of 3 values" in page


def test_what_is_missing_is_said(model: RiskModel) -> None:
    """Of what the model reads; nobody said whether he takes testosterone."""
    made = nhml.report(model, known(hba1c=None, on_testosterone=None), "p1")
    assert made.missing == ("Haemoglobin A1c (NGSP)",)
    assert made.unstated == ("Takes testosterone",)
    page = made.html()
    assert "Haemoglobin A1c (NGSP) <small>(1 of " in page
    assert "population hangs on it:</b> Takes testosterone" in page


def test_what_adds_nothing_is_said_to_add_nothing(model: RiskModel, scored: RiskReport) -> None:
    """Symptoms among it: their answers changed nothing in these invented men."""
    explained = model.explain(known()).set_index("feature")["contribution"]
    still = [name for name in explained.index if abs(explained[name]) < wording.NOTHING]
    assert [name for name in still if name.startswith("phq9")]
    assert len(scored.idle) == len(set(still) - {"age", "sex", "base"})
    assert "Sent, and adding nothing here" in scored.html()


@pytest.mark.parametrize(
    ("cells", "status", "words"),
    [
        ({"age": None}, "abstained", "State Age."),
        ({"sex": "F"}, "abstained", "use a model that learnt from such people"),
        ({"shbg": None, "hba1c": None, "bmi": None, "sleep_hours": None,
          **{f"phq9_{at}": None for at in range(1, 10)}}, "abstained", "Measure some of what"),
        ({"shbg_unit": None}, "rejected", "Send the unit of Sex hormone-binding globulin"),
        ({"shbg_unit": "furlong"}, "rejected", "Ask the laboratory for the unit of Sex hormone"),
        ({"bmi": 4000.0}, "rejected", "sent: 4000 kg/m²"),
        ({"bmi": "high"}, "rejected", "Send Body mass index as a number"),
    ],
)  # fmt: skip
def test_without_a_risk_the_page_says_why_and_what_would_settle_it(
    model: RiskModel, cells: dict[str, object], status: str, words: str
) -> None:
    """And no share of any kind stands on it, which could be taken for one."""
    made = nhml.report(model, known(**cells), "p1")
    page = made.html()
    assert (made.status, made.base, made.reasons) == (status, None, ())
    assert np.isnan(made.risk)
    assert words in page
    assert "No risk is shown" in page
    assert not re.search(
        r'expects|odds ×|base rate|class="(riskbar|figure|icons)"|of whom had it', page
    )


def test_an_unusual_value_is_shown_to_be_confirmed(model: RiskModel) -> None:
    """Scored all the same, where the config has what lies far out marked alone."""
    marks = replace(model, applicability=replace(model.applicability, outlying="mark"))
    made = nhml.report(marks, known(bmi=75.0), "p1")
    assert made.status == "scored"
    assert (
        "To confirm</dt><dd>Body mass index (75 kg/m²): is unusual: confirm the unit" in made.html()
    )


def test_a_mark_stands_above_the_risk_with_what_it_is_about(model: RiskModel) -> None:
    """Named as people call it, with what was sent; an ordinary panel bears none."""
    made = nhml.report(model, known(bmi=47.0, hba1c=7.4), "p1")
    assert made.status == "scored"
    assert [(one.key, one.code) for one in made.marks] == [
        ("bmi", "beyond_training"), ("hba1c", "beyond_training"), ("panel", "outlying"),
    ]  # fmt: skip
    page = made.html()
    assert page.index("Read this risk with reserve") < page.index('class="figure"')
    assert "<b>Body mass index</b> (47 kg/m²): beyond what this model saw" in page
    assert re.search(r"\(most by (Body mass index; )?Haemoglobin A1c", page)
    usual = nhml.report(model, known(), "p1")
    assert usual.marks == ()
    assert "with reserve" not in usual.html()


def test_no_page_speaks_of_causes(model: RiskModel, scored: RiskReport) -> None:
    """SHAP is how the model behaves."""
    page = scored.html()
    assert "no statement of causes" in page
    assert "because" not in page


def test_the_model_names_itself_and_its_limits(model: RiskModel, scored: RiskReport) -> None:
    """Its digest in full, where its figures are, and that nobody cleared it."""
    page = scored.html()
    assert model.identity in page
    assert "see evaluation.json" in page
    assert "never a diagnosis. Cleared by nobody" in page
    assert model.outcome.caution in page


def test_a_notebook_shows_the_page(scored: RiskReport) -> None:
    """In a frame; the name of the object tells no value."""
    assert scored._repr_html_().startswith("<iframe sandbox")
    assert repr(scored).startswith("<RiskReport by small-blend")


@pytest.mark.parametrize("asked", ["nobody", "p"])
def test_a_panel_that_is_not_there_is_an_error(model: RiskModel, asked: str) -> None:
    """Which names what was asked for, and no id that stands in the file."""
    with pytest.raises(PanelError, match=f"no panel {asked} among the 1 that were sent") as found:
        nhml.report(model, known(), asked)
    assert "p1" not in str(found.value)


def test_an_id_of_several_rows_is_read_once(model: RiskModel) -> None:
    """Rows that say the same are one panel; of rows that differ nobody knows which it is."""
    same = nhml.report(model, pd.concat([known(), known()]), "p1")
    other = nhml.report(model, pd.concat([known(), known(age=30.0)]), "p1")
    assert (same.status, other.status) == ("scored", "rejected")
    assert (
        "To confirm</dt><dd>Id of the panel: the same panel stands in several rows" in same.html()
    )
    assert "give each draw an id of its own" in other.html().lower()


def test_panels_without_ids_are_named_by_their_rows(model: RiskModel) -> None:
    """From 1, as text or number."""
    frame = pd.concat([known(), known(age=30.0)]).drop(columns="panel_id")
    assert nhml.report(model, frame, 2).age == 30.0  # type: ignore[arg-type]


def test_a_column_in_another_unit_is_refused_as_in_a_file(model: RiskModel) -> None:
    """Twelve men with HbA1c of 5.5 mmol/mol."""
    frame = pd.concat([known(hba1c=5.5, panel_id=f"p{at}") for at in range(12)])
    with pytest.raises(PanelError, match="hba1c is stated in mmol/mol"):
        nhml.report(model, frame, "p1")


def test_a_model_without_stability_shows_no_interval(model: RiskModel) -> None:
    """Nothing stands in its place."""
    page = nhml.report(replace(model, stability=None), known(), "p1").html()
    assert "stability interval" not in page
    assert "nan" not in page.replace("nanogram", "")


def test_what_the_refits_say_stands_beside_the_drawn_interval(model: RiskModel) -> None:
    """In the page and as data, as scoring by the refits gives it."""
    made = nhml.report(model, known(), "p1")
    score = model.score(known(), interval="refits").iloc[0]
    assert made.plain()["risk_within_refits"] == [score["risk_low"], score["risk_high"]]
    assert "asked themselves, 50 refits of the model say" in made.html()
    assert wording.percent(score["risk_high"]) in made.steadiness


def test_a_model_that_keeps_no_refits_says_nothing_of_them(model: RiskModel) -> None:
    """One of an earlier version; nor does one that abstains."""
    older = nhml.report(replace(model, refits=None), known(), "p1")
    silent = nhml.report(model, known(age=np.nan), "p1")
    assert silent.status == "abstained"
    for one in (older, silent):
        assert one.plain()["risk_within_refits"] is None
        assert "asked themselves" not in one.html()


def test_a_model_without_base_rates_says_so(model: RiskModel) -> None:
    """One that was saved before they were learnt."""
    training = {key: fact for key, fact in model.training.items() if key != "base_rates"}
    page = nhml.report(replace(model, training=training), known(), "p1").html()
    assert "does not stand in the model" in page
    assert "base rate" not in page
