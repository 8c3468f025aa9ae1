"""Numbers without a clinic: features, and outcomes that follow the first of them."""

import numpy as np
from scipy.special import expit


def people(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three features, outcomes, and a person a row."""
    drawn = np.random.default_rng(seed)
    X = drawn.normal(size=(n, 3))
    y = (drawn.random(n) < expit(X[:, 0])).astype(float)
    return X, y, np.arange(n).astype(str).astype(object)
