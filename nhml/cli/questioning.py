"""The verbs that ask a model: how its risk differs with other inputs, what to measure next."""

import json
from collections.abc import Callable
from collections.abc import Mapping as Told
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from nhml.cli.arguments import Limits, Mapping, Model, Source, Trust, Units
from nhml.terminal import note, put, warn

if TYPE_CHECKING:
    from nhml.panels.panel import Panels

Panel = Annotated[
    list[str] | None,
    typer.Option("--panel", metavar="ID", help="A panel; repeatable. Else every one of the file."),
]
Where = Annotated[
    str | None, typer.Option("-o", "--output", help="A page .html, or .json; else it is printed.")
]
Printed = Annotated[Literal["text", "json"], typer.Option("--format", help="Of what is printed.")]


def what_if(
    model: Model,
    source: Source,
    stated: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="INPUT=CHANGE",
            help="Such as weight=-10kg, weight=-5%, sleep_hours=+1h; repeatable. Without a sign, "
            "the value that results.",
        ),
    ],
    output: Where = None,
    panel: Panel = None,
    *,
    form: Printed = "text",
    units: Units = None,
    mapping: Mapping = None,
    limits: Limits = None,
    trust: Trust = None,
) -> None:
    """Ask how a model's risk differs for a person with another weight, sleep or habit.

    It is the model's behaviour, all else as given, and not what a change would do. What may
    be changed, and how far: nhml tables modifiable.

    [bold]Examples[/bold]

    nhml what-if runs/panel panels.csv --set weight=-10kg

    nhml what-if runs/panel panels.csv --panel 17 --set weight=-10% -o what-if.html
    """
    from nhml.modelling.what_if import curve
    from nhml.modelling.what_if import what_if as ask
    from nhml.panels.limits import limits_of
    from nhml.reporting.questions import what_if_page, what_if_plain
    from nhml.tracking.models import load

    _refuse_other(output)
    changes, own = _changes(stated), limits_of(limits)
    loaded, panels = load(model, trusted=trust), _panels(source, panel, units, mapping)
    found = ask(loaded, panels, changes, limits=own)

    def page() -> str:
        curves = {key: curve(loaded, panels, key, limits=own) for key in changes}
        return what_if_page(found, panels, curves, loaded.outcome.label)

    _answer(output, form, what_if_plain(found), page, _show_what_if)
    if own:
        note(own.words())
    asked = int(found.answers["status"].ne("refused").sum())
    note(f"{asked:,} of {len(panels):,} panels could be asked")


def measure_next(
    model: Model,
    source: Source,
    output: Where = None,
    panel: Panel = None,
    *,
    threshold: Annotated[
        float, typer.Option(help="The risk at which something else is done.")
    ] = 0.2,
    costs: Annotated[
        Path | None, typer.Option("--costs", help="A price list of your own: a .toml file.")
    ] = None,
    form: Printed = "text",
    units: Units = None,
    mapping: Mapping = None,
    limits: Limits = None,
    trust: Trust = None,
) -> None:
    """Tell which analyte, were it known, would most often move a model's risk past a threshold.

    For each that the model reads and the panel lacks: the chance of crossing, the stability
    interval now and after, where the risk would stand, and the cost where a list is given.

    [bold]Examples[/bold]

    nhml measure-next runs/panel panels.csv --panel 17 --threshold 0.2

    nhml measure-next runs/panel panels.csv --costs prices.toml -o next.html
    """
    from nhml.modelling.costs import Costs
    from nhml.modelling.next_measure import measure_next as ask
    from nhml.panels.limits import limits_of
    from nhml.reporting.questions import next_page, next_plain
    from nhml.tracking.models import load

    _refuse_other(output)
    prices, own = Costs.read(costs) if costs else None, limits_of(limits)
    loaded, panels = load(model, trusted=trust), _panels(source, panel, units, mapping)
    found = ask(loaded, panels, threshold=threshold, costs=prices, limits=own)

    def page() -> str:
        return next_page(found, panels, loaded.outcome.label)

    _answer(output, form, next_plain(found), page, _show_next)
    if own:
        note(own.words())
    scored = int(found.now["status"].eq("scored").sum())
    note(f"{scored:,} of {len(panels):,} panels have a risk that could move")


def _answer(
    output: str | None,
    form: str,
    plain: Told[str, Any],
    page: Callable[[], str],
    show: Callable[[Told[str, Any]], None],
) -> None:
    """Write a page or JSON where a file of that name is asked for, else show it."""
    if _paged(output):
        _save(output, page())
    elif output or form == "json":
        _save(output, _json(plain))
    else:
        show(plain)


def _changes(stated: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in stated]
    if wrong := [key for key, sign, _ in pairs if not sign]:
        raise typer.BadParameter(f"{', '.join(wrong)}: wanted INPUT=CHANGE", param_hint="--set")
    keys = [key.strip() for key, _, _ in pairs]
    if len(set(keys)) < len(keys):
        raise typer.BadParameter("an input is changed twice", param_hint="--set")
    return {key.strip(): change for key, _, change in pairs}


def _panels(
    source: str, panel: list[str] | None, units: str | None, mapping: Path | None
) -> "Panels":
    from nhml.panels import files, headers, intake
    from nhml.reporting.measured import places

    columns, panels = intake.read(source, files.read_units(units), mapping)
    if words := headers.unread(columns).words():
        warn(words)
    return panels if panel is None else panels.take(places(panels, panel))


def _paged(output: str | None) -> bool:
    return (output or "").lower().endswith(".html")


def _refuse_other(output: str | None) -> None:
    if output not in (None, "-") and not str(output).lower().endswith((".html", ".json")):
        raise typer.BadParameter(f"{output}: wanted .html or .json", param_hint="-o")


def _json(plain: Told[str, Any]) -> str:
    return f"{json.dumps(plain, ensure_ascii=False, indent=1)}\n"


def _save(output: str | None, text: str) -> None:
    from nhml.reporting import saving

    if output in (None, "-"):
        put(text)
    else:
        saving.save(Path(str(output)), text)


def _show_what_if(plain: Told[str, Any]) -> None:
    from nhml.reporting import labels, wording

    for one in plain["panels"]:
        moved = "; ".join(
            f"{labels.of(cell['column'])} {wording.number(cell['before'])} to "
            f"{wording.number(cell['after'])} {cell['unit']}".rstrip()
            for cell in one["moved"]
        )
        if one["difference"] is None:
            put(f"{one['panel_id']}  {one['status']}: {one['reasons']}")
        else:
            put(f"{one['panel_id']}  {_risk(one, '')}, changed {_risk(one, '_after')}  {moved}")
    put(plain["means"])
    for words in plain["notes"]:
        note(words)


def _show_next(plain: Told[str, Any]) -> None:
    from nhml.reporting import labels, wording

    for one in plain["panels"]:
        put(f"{one['panel_id']}  {one['says']}")
        for cell in one["measure"]:
            if cell["crossing"] is None:
                continue
            cost = f", {wording.number(cell['cost'])} {plain['currency']}" if cell["cost"] else ""
            gap = "; moves whatever the value, for it is missing" if cell["gap"] else ""
            put(
                f"  {cell['rank']:>2}  {labels.of(cell['analyte'])}: "
                f"{wording.of(cell['crossing'], 100)} of 100 cross, risk "
                f"{wording.percent(cell['tenth'])} to {wording.percent(cell['ninetieth'])}, "
                f"{cell['effort']}{cost}{gap}"
            )
    put(plain["means"])


def _risk(one: Told[str, Any], end: str) -> str:
    from nhml.reporting import wording

    low, high = one[f"risk{end}_low"], one[f"risk{end}_high"]
    within = "" if low is None else f" ({wording.percent(low)} to {wording.percent(high)})"
    return f"{wording.percent(one[f'risk{end}'])}{within}"
