"""A rule of a plan as a Norwegian sentence, for the plan's page and for the clinical pages. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from varde.measurements.kinds import KIND_OF_METRIC, METRICS, figure
from varde.questionnaires.forms import FORMS, ITEMS
from varde.triage.rules import words

Labels = Mapping[str, str]
Spec = Mapping[str, Any]


def in_words(rule: Spec, labels: Labels) -> str:
    """What makes the rule fire and for whom. `labels` are Norwegian names of the plan's individual values by key."""
    sentences = [_sentence(_condition(rule, labels))]
    if "needs" in rule:
        sentences.append(
            f"Bare sammen med ett av disse: {' eller '.join(_need(need, labels) for need in rule['needs'])}."
        )
    if "only_if" in rule:
        sentences.append(f"Gjelder bare når {_plan_condition(rule['only_if'], labels)}.")
    if "unless" in rule:
        sentences.append(f"Gjelder ikke når {_plan_condition(rule['unless'], labels)}.")
    if rule.get("confirm_remeasure"):
        sentences.append("En ny måling bekrefter eller avkrefter; uten ny måling blir den første stående.")
    if rule.get("acute"):
        sentences.append("Pasienten får straks beskjed om å ringe 113.")
    return " ".join(sentences)


def _condition(spec: Spec, labels: Labels) -> str:
    text = _WORDS[spec["kind"]](spec, labels)
    if persist := spec.get("persist"):
        text += f", på minst {persist['n']} av de siste {persist['m']} dagene"
    return text


def _threshold(spec: Spec, labels: Labels) -> str:
    metric = spec["metric"]
    if "value_from" not in spec:
        number = f"{figure(metric, spec['value'])} {_unit(metric)}"
        return f"{_name(metric)} {_beyond(spec['op'], number)}"
    way = {"<": "under", "<=": "ikke over", ">": "over", ">=": "minst"}[spec["op"]]
    default = f", ellers {figure(metric, spec['default'])} {_unit(metric)}" if "default" in spec else ""
    return f"{_name(metric)} {way} grensen i planen ({_label(spec['value_from'], labels)}{default})"


def _threshold_vs_plan(spec: Spec, labels: Labels) -> str:
    metric, delta = spec["metric"], spec["delta"]
    way = "over" if delta > 0 else "under"
    return f"{_name(metric)} minst {_difference(metric, delta)} {way} verdien i planen ({_label(spec['plan_value'], labels)})"


def _baseline_delta(spec: Spec, labels: Labels) -> str:
    metric, delta = spec["metric"], spec["delta"]
    way = "over" if delta > 0 else "under"
    reference = (
        f", eller like langt {way} verdien i planen ({_label(spec['reference'], labels)})"
        if "reference" in spec
        else ""
    )
    return (
        f"{_name(metric)} minst {_difference(metric, delta)} {way} det som er vanlig for pasienten: "
        f"medianen av de siste {spec['window_d']} dagene uten de siste {spec['exclude_last_d']}, "
        f"når det er minst {spec['min_n']} målinger{reference}"
    )


def _change(spec: Spec, labels: Labels) -> str:
    metric, amount = spec["metric"], spec.get("delta", spec.get("pct"))
    way = "opp" if amount > 0 else "ned"
    size = f"{abs(amount):g} %" if "pct" in spec else _difference(metric, amount)
    since = {
        "min": f"fra det laveste de siste {spec.get('days')} dagene",
        "max": f"fra det høyeste de siste {spec.get('days')} dagene",
        "first_in_window": f"fra den første målingen de siste {spec.get('days')} dagene",
        "previous_day": "siden dagen før",
    }[spec["ref"]]
    return f"{_name(metric)} minst {size} {way} {since}"


def _score(spec: Spec, labels: Labels) -> str:
    form = FORMS[spec["form"]]
    return f"symptomer {_beyond(spec['op'], format(spec['value'], 'g'))} (av {form.score_max} poeng) i «{form.title}»"


def _answer(spec: Spec, labels: Labels) -> str:
    item = ITEMS[spec["form"], spec["item"]]
    if "value_from" in spec:
        name, _, extra = spec["value_from"].partition("+")
        return f"svaret på «{item.text}» er minst {extra} mer enn verdien i planen ({_label(name, labels)})"
    if spec["op"] == "in":
        return f"svaret på «{item.text}» er {' eller '.join(f'«{value}»' for value in spec['value'])}"
    if item.kind == "boolean":
        return f"svaret på «{item.text}» er {'ja' if spec['value'] else 'nei'}"
    more = " eller mer" if spec["op"] == ">=" else ""
    return f"svaret på «{item.text}» er «{item.said(spec['value'])}»{more}"


def _persist(spec: Spec, labels: Labels) -> str:
    return f"{_condition(spec['of'], labels)}, på minst {spec['n']} av de siste {spec['m']} dagene"


def _all(spec: Spec, labels: Labels) -> str:
    return ", og samtidig ".join(_condition(part, labels) for part in spec["of"])


def _any(spec: Spec, labels: Labels) -> str:
    return "; eller ".join(_condition(part, labels) for part in spec["of"])


def _overdue(spec: Spec, labels: Labels) -> str:
    return f"noe som skulle vært målt eller besvart, har manglet på {words.in_days(spec['days'])} etter hverandre"


_WORDS: Mapping[str, Callable[[Spec, Labels], str]] = {
    "threshold": _threshold,
    "threshold_vs_plan": _threshold_vs_plan,
    "baseline_delta": _baseline_delta,
    "change": _change,
    "score": _score,
    "answer": _answer,
    "persist": _persist,
    "all": _all,
    "any": _any,
    "overdue": _overdue,
}


def _need(need: Spec, labels: Labels) -> str:
    return "økningen er der fortsatt dagen etter" if need["kind"] == "repeat" else _condition(need, labels)


def _plan_condition(condition: str, labels: Labels) -> str:
    """ "oksygenmålet er 88-92 og oksygen hjemme er over 0" of the plan's tiny language."""
    parts = []
    for part in condition.split(" and "):
        name, sign, value = next((part.partition(sign) for sign in ("==", ">") if sign in part), (part, "", ""))
        is_ = {"==": f"er {value.replace('-', '–')}", ">": f"er over {value}", "": "er ja"}[sign]
        parts.append(f"{_label(name, labels)} {is_}")
    return " og ".join(parts)


def _beyond(op: str, number: str) -> str:
    return {
        "<": f"under {number}",
        "<=": f"{number} eller lavere",
        ">": f"over {number}",
        ">=": f"{number} eller høyere",
    }[op]


def _name(metric: str) -> str:
    """ "puls", but "SpO2"."""
    name = METRICS[metric].name_no
    return name.lower() if name[1:].islower() else name


def _difference(metric: str, amount: float) -> str:
    unit = "prosentpoeng" if _unit(metric) == "%" else _unit(metric)
    return f"{figure(metric, abs(amount))} {unit}"


def _unit(metric: str) -> str:
    return KIND_OF_METRIC[metric].unit_no


def _label(name: str, labels: Labels) -> str:
    label = labels.get(name, name).partition(" (")[0]
    return label[:1].lower() + label[1:]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
