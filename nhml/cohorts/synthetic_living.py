"""How simulated people live and feel: exposures in their urine, and what they answer."""

import numpy as np

from nhml.cohorts.synthetic_parameters import by_sex, logistic, parameters, stream
from nhml.cohorts.synthetic_people import People
from nhml.panels.panel import Floats

EXPOSURES = ("bpa", "mep", "mnbp", "mbzp", "mehhp")
ITEMS = tuple(f"phq9_{number}" for number in range(1, 10))


def exposures(people: People, seed: int) -> dict[str, Floats]:
    """Draw urine creatinine and exposures, which a thin urine dilutes alike.

    Parameters
    ----------
    people : People
    seed : int

    Returns
    -------
    dict of str to ndarray
        ``creatinine_urine`` [mg/dL], and each of `EXPOSURES` [ng/mL].
    """
    known, drawn = parameters(), stream(seed, "exposures")
    shared = drawn.standard_normal(len(people))
    thick = by_sex("creatinine_urine_spread", people.female) * drawn.standard_normal(len(people))
    creatinine = np.exp(by_sex("creatinine_urine_log", people.female) + thick)
    found = {"creatinine_urine": creatinine}
    for name in EXPOSURES:
        tie = known["exposures_shared"]
        own = tie * shared + np.sqrt(1.0 - tie**2) * drawn.standard_normal(len(people))
        per_gram = np.exp(known[f"{name}_log"] + known[f"{name}_spread"] * own)
        found[name] = per_gram * creatinine / 100.0  # ug/g times mg/dL is 0.01 ng/mL
    return found


def symptoms(
    people: People, log_tsh: Floats, log_testosterone: Floats, seed: int
) -> dict[str, Floats]:
    """Draw answers: nearly all noise, with a weak true signal of thyroid and testosterone.

    Parameters
    ----------
    people : People
    log_tsh, log_testosterone : ndarray, shape (n,)
        Log over the usual value; testosterone is read in men only.
    seed : int

    Returns
    -------
    dict of str to ndarray
        The nine items of the PHQ-9, ``sleep_hours`` [h] and three complaints (0 or 1).
    """
    known, drawn = parameters(), stream(seed, "symptoms")
    androgen = np.where(people.female, 0.0, log_testosterone)
    mood = (
        drawn.standard_normal(len(people))
        + known["mood_female"] * people.female
        + known["mood_tsh"] * log_tsh
        + known["mood_testosterone"] * androgen
    )
    sleep = known["sleep_spread"] * drawn.standard_normal(len(people)) + known["sleep_hours"]
    found = _answers(mood, drawn)
    found["sleep_hours"] = np.rint(2.0 * (sleep + known["sleep_mood"] * mood)).clip(4, 28) / 2.0
    causes = {"sx_sleep_trouble": mood, "sx_alopecia": log_tsh, "sx_libido": -androgen}
    for name, cause in causes.items():
        margin = known["complaint_usual"] + known["complaint_cause"] * cause
        found[name] = (drawn.random(len(people)) < logistic(margin)).astype(np.float64)
    return found


def _answers(mood: Floats, drawn: np.random.Generator) -> dict[str, Floats]:
    known = parameters()
    bounds = {name: [known[f"answer_{score}"] for score in (1, 2, 3)] for name in ITEMS}
    bounds["phq9_9"] = [known[f"answer_9_{score}"] for score in (1, 2, 3)]  # far rarer
    tie = known["mood_item"]
    noise = np.sqrt(1.0 - tie**2) * drawn.standard_normal((len(ITEMS), len(mood)))
    return {
        name: np.digitize(tie * mood + noise[at], bounds[name]).astype(np.float64)
        for at, name in enumerate(ITEMS)
    }
