"""The page about an evaluation: what a supplement to a paper would show of it."""

from nhml.reporting import evaluation_methods as methods
from nhml.reporting import evaluation_tables as tables
from nhml.reporting import evaluation_words as words
from nhml.reporting import html
from nhml.reporting.evaluation_exhibits import exhibits
from nhml.reporting.study import Study


def page(study: Study) -> str:
    """Write the page: whole, without a script, fetching nothing, naming nobody.

    Parameters
    ----------
    study : Study
    """
    return html.page(
        "evaluation.html",
        study=study,
        model=study.model,
        figures=exhibits(study),
        brief=words.brief(study),
        overall=tables.overall(study),
        thresholds=tables.thresholds(study),
        subgroups=tables.subgroups(study),
        people=tables.people(study),
        optimism=words.flattered(study),
        methods=methods.methods(study),
        definitions=methods.DEFINITIONS,
        limits=words.limits(study),
    )
