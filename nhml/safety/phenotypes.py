"""What case definitions say of panels, as a frame, with what each answer rests on."""

import ast
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.knowledge import phenotypes as known
from nhml.knowledge import tables
from nhml.panels import expressions
from nhml.panels.logic import Bools, Limits
from nhml.panels.panel import Panels
from nhml.safety.assessment import Answer, Assessment, Judged
from nhml.safety.standing import columns

COLUMNS = ("panel_id", "phenotype", "answer", "because", "missing")
ANSWERS = ("no", "yes", "not_assessable")  # in the order of `Answer`
