"""From rules as data to functions: what a plan says is looked up once, so that judging a value is microseconds.

A rule is turned into alternatives of conditions that must all hold; how they are asked is in `asking`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from varde.measurements.kinds import KINDS
from varde.questionnaires.forms import FORMS
from varde.triage.rules import conditions, shape, words
from varde.triage.rules.conditions import Condition, Ground, MetricCondition, Usual
from varde.triage.rules.subjects import History
from varde.triage.rules.values import RuleError, Values, holds, number
from varde.triage.rules.verdicts import ZONES, Fired

LEAVES: Mapping[str, Callable[[Mapping[str, Any], Ground], Condition]] = {
    "threshold": conditions.threshold,
    "threshold_vs_plan": conditions.threshold_vs_plan,
    "baseline_delta": conditions.baseline_delta,
    "change": conditions.change,
    "score": conditions.score,
    "answer": conditions.answer,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the plan, its conditions compiled. `alternatives`: any of these, all conditions in it."""

    id: str
    zone: int
    alternatives: tuple[tuple[Condition, ...], ...]
    metric: str
    confirm: bool
    acute: bool
    boost: float
    message: str
    origin: str

    def fire(self, why: str, needs_confirmation: bool) -> Fired:
        return Fired(
            self.id, self.zone, why, self.metric, needs_confirmation, self.acute, self.boost, self.message, self.origin
        )


@dataclass(frozen=True, slots=True)
class OverdueRule:
    id: str
    zone: int
    days: int
    item: str
    origin: str

    def fire(self, item: str, missed: int) -> Fired:
        name = KINDS[item].name_no if item in KINDS else FORMS[item].title if item in FORMS else item
        verb = "besvart" if item in FORMS else "målt"
        return Fired(self.id, self.zone, f"{name} ikke {verb} på {words.in_days(missed)}", item, origin=self.origin)


def build(rules: Sequence[Mapping[str, Any]], values: Values) -> tuple[list[Rule], list[OverdueRule]]:
    """The active rules that apply to a patient with these values. RuleError says which rule, and what to do about it."""
    applying = [rule for rule in rules if _applies(rule, values)]
    ground = Ground(values, _usual_values(applying, values))
    built: list[Rule] = []
    overdue: list[OverdueRule] = []
    for spec in applying:
        try:
            if spec["kind"] == "overdue":
                overdue.append(
                    OverdueRule(
                        spec["id"], _zone(spec), int(spec["days"]), spec.get("item", ""), spec.get("origin", "")
                    )
                )
            else:
                built.append(_rule(spec, ground))
        except RuleError as error:
            raise RuleError(f"Regel {spec['id']}: {error}") from None
    return built, overdue


def _applies(spec: Mapping[str, Any], values: Values) -> bool:
    """Is the rule active and meant for this patient? Its shape is checked first, also when it does not apply."""
    if "id" not in spec or "kind" not in spec:
        raise RuleError("En regel mangler «id» eller «kind». Rett plandefinisjonen.")
    if not spec.get("active", True):
        return False
    try:
        shape.check(spec, shape.ABOUT_THE_RULE)
        if "only_if" in spec and not holds(spec["only_if"], values):
            return False
        return "unless" not in spec or not holds(spec["unless"], values)
    except RuleError as error:
        raise RuleError(f"Regel {spec['id']}: {error}") from None


def _zone(spec: Mapping[str, Any]) -> int:
    if spec.get("zone") not in ZONES or spec["zone"] == "green":
        raise RuleError("«zone» må være «yellow» eller «red».")
    return ZONES[spec["zone"]]


def _rule(spec: Mapping[str, Any], ground: Ground) -> Rule:
    alternatives = tuple(tuple(alternative) for alternative in _with_needs(spec, ground))
    metrics = {part.metric for parts in alternatives for part in parts if isinstance(part, MetricCondition)}
    return Rule(
        id=spec["id"],
        zone=_zone(spec),
        alternatives=alternatives,
        metric=min(metrics, default=""),
        confirm=bool(spec.get("confirm_remeasure")),
        acute=bool(spec.get("acute")),
        boost=float(spec.get("priority_boost", 0)),
        message=spec.get("message", ""),
        origin=spec.get("origin", ""),
    )


def _with_needs(spec: Mapping[str, Any], ground: Ground) -> list[list[Condition]]:
    """A rule with `needs` holds only together with at least one of them; `repeat` means still there the day after."""
    main = _alternatives(spec, ground)
    if "needs" not in spec:
        return main
    needed: list[list[Condition]] = []
    for need in spec["needs"]:
        if need.get("kind") == "repeat":
            needed.append([conditions.held_since_yesterday(spec)])
        else:
            shape.check(need)
            needed += [[*ours, *theirs] for ours, theirs in product(main, _alternatives(need, ground))]
    return needed


def _alternatives(spec: Mapping[str, Any], ground: Ground) -> list[list[Condition]]:
    kind = spec["kind"]
    if kind == "any":
        return [alternative for part in spec["of"] for alternative in _alternatives(part, ground)]
    if kind == "all":
        return [
            [condition for part in parts for condition in part]
            for parts in product(*(_alternatives(part, ground) for part in spec["of"]))
        ]
    if kind == "persist":
        return [[conditions.persisting(_leaf(spec["of"], ground), int(spec["n"]), int(spec["m"]))]]
    return [[_leaf(spec, ground)]]


def _leaf(spec: Mapping[str, Any], ground: Ground) -> Condition:
    if spec["kind"] not in LEAVES:
        raise RuleError(f"«{spec['kind']}» kan ikke stå der. Bruk en av {', '.join(LEAVES)}.")
    condition = LEAVES[spec["kind"]](spec, ground)
    if persist := spec.get("persist"):
        return conditions.persisting(condition, int(persist["n"]), int(persist["m"]))
    return condition


def _usual_values(rules: Iterable[Mapping[str, Any]], values: Values) -> dict[str, Usual]:
    """Per metric: the median the plan's rules compare with, or else the reference approved in the plan."""
    found: dict[str, Usual] = {}
    for spec in rules:
        if spec["kind"] == "baseline_delta" and spec["metric"] not in found:
            key = (spec["metric"], int(spec["window_d"]), int(spec["exclude_last_d"]))
            reference = number(values, spec["reference"]) if "reference" in spec else None
            found[spec["metric"]] = _usual(key, int(spec["min_n"]), reference)
    return found


def _usual(key: tuple[str, int, int], least: int, reference: float | None) -> Usual:
    metric = key[0]
    agreed = "" if reference is None else words.in_plan(metric, reference)

    def usual(history: History) -> str:
        n, median, _ = history.baselines.get(key, (0, None, None))
        return words.usually(metric, median) if median is not None and n >= least else agreed

    return usual
