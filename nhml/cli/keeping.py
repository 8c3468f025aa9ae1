"""The verbs that concern models which are kept."""

from typing import Annotated

import typer

from nhml.cli.arguments import Model
from nhml.terminal import note


def promote(
    model: Model,
    to: Annotated[str, typer.Option("--to", help="The alias to give.")] = "champion",
    only_say: Annotated[
        bool, typer.Option("--dry-run", help="Judge it, and leave the alias where it is.")
    ] = False,
) -> None:
    """Let a registered model through the gate, or say which condition it failed.

    The conditions: observed over expected and calibration slope with their intervals, no
    subgroup of the config that is shown to be off, the share that was scored, better than
    the logistic baseline, better than the clinical rule where one is known and than acting
    on everybody, no leak. Exit code 1 where one fails.

    [bold]Example[/bold]  nhml promote models:/low-testosterone-panel@candidate --to champion
    """
    from nhml.workflows.promote import promote as run

    verdict = run(model, to, only_say=only_say)
    for one in verdict.conditions:
        print(f"{'holds' if one.holds else 'FAILS'}  {one.name:<22}  {one.words}")
    if not verdict.passes:
        failed = ", ".join(one.name for one in verdict.conditions if not one.holds)
        note(f"{verdict.model} is not promoted: {failed}")
        raise typer.Exit(1)
    if only_say:
        note(f"{verdict.model} passes; nothing was changed")
    else:
        instead = f" in place of version {verdict.before}" if verdict.before else ""
        note(f"{verdict.model} is now @{to}{instead}")
