"""The verbs that concern models which are kept."""

from typing import Annotated

import typer

from nhml.cli.arguments import Model, Trust
from nhml.terminal import note, plain, put


def promote(
    model: Model,
    to: Annotated[str, typer.Option("--to", help="The alias to give.")] = "champion",
    only_say: Annotated[
        bool, typer.Option("--dry-run", help="Judge it, and leave the alias where it is.")
    ] = False,
    trust: Trust = None,
) -> None:
    """Let a registered model through the gate, or say which condition it failed.

    The conditions: figures that the model carries and its run agrees with; enough people and
    events; observed over expected and calibration slope with their intervals, among the
    scored and over all eligible; no subgroup of the config that is shown to be off, and those
    by age and sex looked at; the share that was scored; better than the logistic baseline;
    better than the clinical rule where one is known and than acting on everybody; no leak and
    no feature that tells the outcome alone. Exit code 1 where one fails, with its code.

    [bold]Example[/bold]  nhml promote models:/low-testosterone-panel@candidate --to champion
    """
    from nhml.cohorts.finding import CHECKS, page
    from nhml.workflows.promote import promote as run

    verdict = run(model, to, only_say=only_say, trusted=trust)
    for one in verdict.conditions:
        code = "" if one.holds else f" [{one.code}]"
        put(plain(f"{'holds' if one.holds else 'FAILS'}  {one.name:<22}  {one.words}{code}"))
    if not verdict.passes:
        failed = ", ".join(one.name for one in verdict.conditions if not one.holds)
        codes = dict.fromkeys(one.code for one in verdict.conditions if not one.holds)
        for code in codes:
            note(f"[{code}] {page(code)}: {CHECKS[code].way_out}")
        note(f"{verdict.model} is not promoted: {failed}")
        raise typer.Exit(1)
    if only_say:
        note(f"{verdict.model} passes; nothing was changed")
    else:
        instead = f" in place of version {verdict.before}" if verdict.before else ""
        note(f"{verdict.model} is now @{to}{instead}")
