"""The gonads of simulated people: testosterone and SHBG by age and weight, cycle, menopause."""

import numpy as np

from nhml.cohorts.synthetic_parameters import Bools, by_sex, logistic, parameters, stream, usual
from nhml.cohorts.synthetic_people import People
from nhml.panels.panel import Floats

_PHASES = ("follicular", "ovulatory", "luteal", "postmenopausal")
_CYCLE = ("estradiol", "progesterone", "lh")  # whose limits are the 5th and 95th centile


def gonads(people: People, seed: int) -> tuple[dict[str, Floats], Bools]:
    """Draw the hormones of the gonads and of the pituitary that drives them.

    Parameters
    ----------
    people : People
    seed : int

    Returns
    -------
    dict of str to ndarray
        ``testosterone`` [ng/dL], ``shbg`` [nmol/L], ``lh``, ``fsh`` [m[IU]/mL],
        ``estradiol`` [pg/mL]; ``progesterone``, ``amh`` [ng/mL], NaN for men.
    treated : ndarray of bool
        Men who take testosterone.
    """
    drawn = stream(seed, "gonads")
    of_men, treated = _men(people, drawn)
    of_women = _women(people, drawn)
    absent = np.full(len(people), np.nan)
    return {
        name: np.where(people.female, values, of_men.get(name, absent))
        for name, values in of_women.items()
    }, treated & ~people.female


def _shbg(people: People, noise: Floats) -> Floats:
    female = people.female
    logs = (
        by_sex("shbg_log", female)
        + by_sex("shbg_age", female) * people.decades
        + by_sex("shbg_bmi", female) * people.heavier
        + by_sex("shbg_spread", female) * noise
    )
    return np.exp(logs)


def _men(people: People, drawn: np.random.Generator) -> tuple[dict[str, Floats], Bools]:
    """Draw men; who has least testosterone may take it, and it quiets the pituitary."""
    known = parameters()
    own, bound, *others = drawn.standard_normal((5, len(people)))
    tie = known["shbg_testosterone_M"]
    spread = known["testosterone_spread_M"] * own
    logs = (
        known["testosterone_log_M"]
        + known["testosterone_age_M"] * people.decades
        + known["testosterone_bmi_M"] * people.heavier
        + spread
    )
    low = logistic(
        -known["testosterone_given_steep"] * (logs - np.log(known["testosterone_given_at"]))
    )
    treated = drawn.random(len(people)) < known["testosterone_given"] * low
    given = np.log(known["testosterone_target"]) + known[
        "testosterone_target_spread"
    ] * drawn.standard_normal(len(people))
    left = np.where(treated, known["testosterone_left"], 1.0)
    older = known["gonadotropin_age"] * people.decades
    lh, fsh, estradiol = (usual(name, sex="M") for name in ("lh", "fsh", "estradiol"))
    return {
        "testosterone": np.exp(np.where(treated, given, logs)),
        "shbg": _shbg(people, tie * own + np.sqrt(1.0 - tie**2) * bound),
        "lh": np.exp(lh[0] + older + known["lh_feedback"] * spread + lh[1] * others[0]) * left,
        "fsh": np.exp(fsh[0] + older + fsh[1] * others[1]) * left,
        "estradiol": np.exp(estradiol[0] + estradiol[1] * others[2]),
    }, treated


def _women(people: People, drawn: np.random.Generator) -> dict[str, Floats]:
    """Draw women by phase; a contraceptive quiets ovary and pituitary and raises SHBG."""
    known, pill = parameters(), people.contraceptive
    left = np.where(pill, known["ocp_left"], 1.0)
    found = {
        name: _by_phase(name, people, drawn) * left
        for name in ("estradiol", "progesterone", "lh", "fsh")
    }
    after = people.phase == "postmenopausal"
    before_menopause = usual("testosterone", sex="F", phase="premenopausal")
    afterwards = usual("testosterone", sex="F", age=60.0, phase="postmenopausal")
    middle, spread = (np.where(after, afterwards[at], before_menopause[at]) for at in (0, 1))
    androgen = np.exp(middle + spread * drawn.standard_normal(len(people)))
    found["testosterone"] = androgen * np.where(pill, known["ocp_testosterone"], 1.0)
    bound = _shbg(people, drawn.standard_normal(len(people)))
    found["shbg"] = bound * np.where(pill, known["ocp_shbg"], 1.0)
    found["amh"] = _amh(people, after, drawn)
    return found


def _by_phase(name: str, people: People, drawn: np.random.Generator) -> Floats:
    known, noise = parameters(), drawn.standard_normal(len(people))
    found = np.full(len(people), np.nan)
    for phase in _PHASES:
        after = phase == "postmenopausal"
        middle, spread = usual(
            name,
            sex="F",
            age=60.0 if after else 40.0,
            phase=phase,
            low=known.get(f"{name}_{phase}_low"),
            width="interval_width_cycle" if name in _CYCLE and not after else "interval_width",
        )
        found = np.where(people.phase == phase, np.exp(middle + spread * noise), found)
    return found


def _amh(people: People, after: Bools, drawn: np.random.Generator) -> Floats:
    """Draw a line through the logs of two ages: the reserve of the ovary runs out."""
    known, noise = parameters(), drawn.standard_normal(len(people))
    ages = known["amh_young_age"], known["amh_old_age"]
    young, old = (usual("amh", sex="F", age=age) for age in ages)
    share = (people.age - ages[0]) / (ages[1] - ages[0])
    middle = young[0] + (old[0] - young[0]) * share
    spread = young[1] + (old[1] - young[1]) * share.clip(0.0, 1.0)
    gone = np.log(known["amh_postmenopausal"]) + young[1] * noise
    return np.exp(np.where(after, gone, middle + spread * noise))
