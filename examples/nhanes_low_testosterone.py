"""Low testosterone in the men of NHANES 2013-2014, as a study in cells."""

# %% [markdown]
# # Low testosterone in the men of NHANES 2013-2014
#
# Total testosterone below 300 ng/dL, told with and without sex hormones. Cells of `# %%` run
# in Jupyter (jupytext), VS Code or Spyder, and the whole as a script:
#
#     nhml fetch nhanes --cycles 2013-2014
#     python examples/nhanes_low_testosterone.py
#
# Words behind it override the configs, such as `tune.trials=0` for a quick look.

# %%
import sys

import pandas as pd

import nhml
from nhml.workflows.people import cohort_of

quick = [word for word in sys.argv[1:] if "=" in word]
studies = {
    name: nhml.read_config(f"configs/low_testosterone_{name}.toml", quick)
    for name in ("panel", "screen")
}

# %% [markdown]
# ## Who they are
#
# One finding a line, the serious ones first: are these people fit to learn from?

# %%
cohort = cohort_of(studies["panel"])
print(cohort)
for step in cohort.flow:
    print(f"{step.people:>8,}  {step.words}")
for found in nhml.diagnose(studies["panel"]).findings:
    if found.severity != "note":
        print(f"{found.severity}: {found.what}. Why: {found.why}. Way out: {found.way_out}.")

# %% [markdown]
# ## What sex hormones are worth
#
# SHBG and oestradiol are tied to testosterone by physiology: the panel lets them in by name
# and reason, the screen does without. Figures are of men whom the model had not seen.

# %%
trained = {name: nhml.train(study, track=False) for name, study in studies.items()}
figures = ["auroc", "log_loss", "calibration_slope", "log_loss_minus_baseline"]
rows = [
    {"study": name, **one.evaluation.row(figure)._asdict()}
    for name, one in trained.items()
    for figure in figures
    if one.evaluation.row(figure)
]
print(pd.DataFrame(rows).drop(columns=["group", "n"]).round(3).to_string(index=False))

# %% [markdown]
# A difference of log loss whose interval holds zero is no gain over plain logistic regression.
#
# ## What the model rests on
#
# Mean size of the contributions by group, in log-odds. They are the behaviour of the model,
# never causes.

# %%
parts = trained["panel"].model.explain(cohort.panels).query("feature != 'base'")
by_group = parts.groupby(["panel_id", "group"])["contribution"].sum().abs()
print(by_group.groupby("group").mean().sort_values(ascending=False).round(3))

# %% [markdown]
# ## One man
#
# Who is missing nearly everything would be abstained from; this one is known well enough. Units
# are said once for whole columns; without them his values would be rejected.

# %%
model = trained["screen"].model
man = pd.DataFrame(
    {
        "panel_id": ["an-invented-man"], "age": [58], "sex": ["M"], "bmi": [34], "waist": [118],
        "hba1c": [6.1], "hdl": [36], "chol_total": [190], "creatinine": [0.9], "sodium": [140],
        "potassium": [4.1], "alt": [41], "albumin": [4.3], "uric_acid": [6.8],
        "hemoglobin": [15.1], "sleep_hours": [6], "phq9_4": [2],
    }
)  # fmt: skip
units = {
    "bmi": "kg/m2", "waist": "cm", "hba1c": "%", "hdl": "mg/dL", "chol_total": "mg/dL",
    "creatinine": "mg/dL", "sodium": "mmol/L", "potassium": "mmol/L", "alt": "U/L",
    "albumin": "g/dL", "uric_acid": "mg/dL", "hemoglobin": "g/dL",
}  # fmt: skip
print(model.score(man, units).T.to_string(header=False))
