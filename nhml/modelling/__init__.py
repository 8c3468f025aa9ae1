"""How risk is learnt: additive margins, calibration, explanation, evaluation, bundle."""
