"""The items of TRIPOD+AI, each in words of our own.

Collins et al. 2024, BMJ 385:e078378, doi:10.1136/bmj-2023-078378: 27 items, 52 with their
parts. The statement itself says what each asks for in full.
"""

from typing import NamedTuple


class Item(NamedTuple):
    """One item or part of one: its number, its part of the paper, what it asks."""

    number: str
    part: str
    asks: str


ITEMS = tuple(
    Item(*one)
    for one in (
        ("1", "Title", "a title that names a prediction model, its people and its outcome"),
        ("2", "Abstract", "an abstract by the checklist for abstracts"),
        ("3a", "Introduction", "the care it stands in, why it is needed, models there are"),
        ("3b", "Introduction", "whom it is for, what it is for in their care, who uses it"),
        ("3c", "Introduction", "inequalities of health between groups that are known"),
        ("4", "Introduction", "the aim: making a model, judging one, or both"),
        ("5a", "Methods", "sources of the data, why these, and whom they stand for"),
        ("5b", "Methods", "when people were seen, and until when they were followed"),
        ("6a", "Methods", "kind, number and place of the sites"),
        ("6b", "Methods", "who was eligible"),
        ("6c", "Methods", "treatments received, and how they were handled"),
        ("7", "Methods", "preparation and checks of the data, the same for every group"),
        ("8a", "Methods", "the outcome, its horizon, how and when assessed, the same for all"),
        ("8b", "Methods", "who assessed the outcome, where that takes judgement"),
        ("8c", "Methods", "whether the assessors of the outcome were blinded"),
        ("9a", "Methods", "which predictors were considered first, and why"),
        ("9b", "Methods", "every predictor, how and when it was measured"),
        ("9c", "Methods", "who assessed predictors, where that takes judgement"),
        ("10", "Methods", "how the number of people came about, and whether it is enough"),
        ("11", "Methods", "how missing data were handled, and why anybody was left out"),
        ("12a", "Methods", "how the data were used: for learning, for judging, how parted"),
        ("12b", "Methods", "the form of each predictor: scales, curves, categories"),
        ("12c", "Methods", "the kind of model, every step of building it, inner validation"),
        ("12d", "Methods", "whether sites or countries differ, and how that was handled"),
        ("12e", "Methods", "every measure and plot of how good it is, and why"),
        ("12f", "Methods", "whether the model was updated after it was judged"),
        ("12g", "Methods", "how risks were computed where it was judged"),
        ("13", "Methods", "whether classes were balanced, why, and how risks were set right"),
        ("14", "Methods", "what was done for fairness, and why"),
        ("15", "Methods", "what the model puts out, and how any classes were made of it"),
        ("16", "Methods", "how those judged on differ from those learnt from"),
        ("17", "Methods", "the ethical review, and consent"),
        ("18a", "Open science", "funding, and what the funders had to do with it"),
        ("18b", "Open science", "interests of the authors"),
        ("18c", "Open science", "the protocol, or that there was none"),
        ("18d", "Open science", "the registration, or that there was none"),
        ("18e", "Open science", "where the data can be had"),
        ("18f", "Open science", "where the code can be had"),
        ("19", "Patients and the public", "their part in the study, or that they had none"),
        ("20a", "Results", "the flow of people, with and without the outcome"),
        ("20b", "Results", "who they were: main traits, dates, predictors, missing values"),
        ("20c", "Results", "predictors and outcome beside those of the people learnt from"),
        ("21", "Results", "people and events in each analysis"),
        ("22", "Results", "the whole model, so that anybody can compute a risk"),
        ("23a", "Results", "how good it is, with intervals, for groups too"),
        ("23b", "Results", "how good it is from site to site"),
        ("24", "Results", "the updated model, and how good that is"),
        ("25", "Discussion", "what the results mean beside earlier studies, for fairness too"),
        ("26", "Discussion", "limits: who was seen, how many, what was missing"),
        ("27a", "Discussion", "what happens to poor or absent inputs where it is used"),
        ("27b", "Discussion", "what its users have to do and to know"),
        ("27c", "Discussion", "what comes next, and whether it holds elsewhere"),
    )
)
