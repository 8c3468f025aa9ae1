"""Score a list in Python: risks, what fires, and why one of them is what it is.

In the project's folder, after `make demo` or the tutorial:

    python examples/score_in_python.py [MODEL [PANELS]]
"""

import sys

import nhml


def main(model: str = "models:/synthetic-thyroid@candidate", panels: str = "") -> None:
    """Print the score frame, and the reasons behind the largest risk."""
    risk_model = nhml.load(model)
    frame = nhml.read_panels(panels or "data/example_panels.csv")
    scores = risk_model.score(frame)
    shown = ["panel_id", "status", "risk", "risk_low", "risk_high"]
    print(scores[shown].to_string(index=False))
    for one in scores.query("status != 'scored'").itertuples():
        print(f"{one.panel_id} is {one.status}: {one.reasons}")
    for one in nhml.alerts(frame, undecided=False).itertuples():
        print(f"{one.panel_id} {one.urgency}: {one.words}; {one.action}")
    largest = scores.loc[scores["risk"].idxmax(), "panel_id"]
    parts = risk_model.explain(frame[frame["panel_id"] == largest])
    print(f"\nWhy {largest}, in log-odds:")
    print(parts.nlargest(5, "contribution")[["feature", "value", "contribution"]].to_string())


if __name__ == "__main__":
    main(*sys.argv[1:])
