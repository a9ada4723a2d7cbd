"""Facts of the registers in words for a page."""

from collections.abc import Iterable
from dataclasses import dataclass

from varde.portals.components.templatetags.varde import thousands
from varde.projects.models import Entry
from varde.projects.registers import REGISTERS, Register


@dataclass(frozen=True, slots=True)
class Told:
    """One fact: `what` of its project or helsefellesskap it is about, `answer` in words, the rest, and who says it."""

    entry: Entry
    what: str
    answer: str
    rest: str
    who: str
    earlier: "tuple[Told, ...]" = ()


def told(register: Register, entry: Entry, earlier: Iterable[Entry] = ()) -> Told:
    """In words, with what it replaced."""
    named = [register.item_name(entry.item), entry.party, str(entry.municipality or ""), _routine(entry)]
    answers = [register.state_name(entry.state), _number(register, entry), str(entry.year or "")]
    return Told(
        entry,
        what=" · ".join(filter(None, named)) or register.name,
        answer=" · ".join(filter(None, [*answers, _attendance(register, entry)])),
        rest=_rest(entry),
        who=_who(entry),
        earlier=tuple(told(register, one) for one in earlier),
    )


def _rest(entry: Entry) -> str:
    """The text; an assessment begins with what was asked and ends with who answers for it."""
    asked = f"Spørsmål: {entry.question}" if entry.question else ""
    responsible = f"Ansvarlig: {entry.responsible}." if entry.responsible else ""
    return " ".join(filter(None, [asked, entry.text, responsible]))


def _attendance(register: Register, entry: Entry) -> str:
    """Who was not there of those who must be, in words."""
    if not register.roles:
        return ""
    missing = register.missing(entry.attended)
    return f"manglet: {', '.join(missing).lower()}" if missing else "alle som skulle møte, var der"


def _who(entry: Entry) -> str:
    """The source; else which side says it, never the name of the one who wrote it."""
    if entry.source:
        return f"Kilde: {entry.source.short}"
    return "Oppgitt av prosjektet" if entry.project else "Oppgitt av programmet"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a project is: a state in words for each milestone, in their order; "" where nobody has said."""

    project: str
    states: list[str]


def progress_by_project(register: Register, entries: Iterable[Entry]) -> list[Progress]:
    """The milestones of every project side by side."""
    found: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        if entry.project:
            found.setdefault(entry.project.name, {})[entry.item] = entry
    return [
        Progress(project, [_reached(register, reached.get(item)) for item in register.items])
        for project, reached in found.items()
    ]


def _reached(register: Register, entry: Entry | None) -> str:
    if entry is None:
        return ""
    return f"{register.state_name(entry.state)} {entry.on:%d.%m.%Y}" if entry.on else register.state_name(entry.state)


def continued(entries: Iterable[Entry], *, of: int) -> str:
    """How many helsefellesskap are said to go on, counted, and how many nobody has told about."""
    states = {entry.helsefellesskap_id: entry.state for entry in entries if entry.helsefellesskap_id}
    going, stopped = (sum(state == code for state in states.values()) for code in ("continued", "stopped"))
    return f"Registrert her: {going} av {of} videreført, {stopped} ikke videreført, {of - len(states)} ikke oppgitt."


def met(register: Register, entries: Iterable[Entry], *, of: int) -> str:
    """How many projects have had a meeting, and how many meetings lacked somebody."""
    held = list(entries)
    lacking = sum(bool(register.missing(entry.attended)) for entry in held)
    projects = len({entry.project_id for entry in held})
    return f"Møter: {len(held)}, med {projects} av {of} prosjekter. Noen som skulle møte, manglet i {lacking}."


def by_register(entries: Iterable[Entry]) -> list[tuple[Register, list[Told]]]:
    """Registers with something in them, in their own order."""
    found: dict[str, list[Told]] = {}
    for entry in entries:
        found.setdefault(entry.register, []).append(told(REGISTERS[entry.register], entry))
    return [(register, found[code]) for code, register in REGISTERS.items() if code in found]


def _number(register: Register, entry: Entry) -> str:
    if entry.number is None:
        return ""
    label = register.fields["number"]
    if "kroner" in label.lower():
        return f"{thousands(entry.number)} kr"
    reuse = getattr(entry, "reuse_count", None) if register.code == "routine" else None
    used = "" if reuse is None else f", brukt av {reuse} andre {'prosjekt' if reuse == 1 else 'prosjekter'}"
    return f"{label.lower()} {entry.number}{used}"


def _routine(entry: Entry) -> str:
    return f"{entry.about.party} (fra {from_whom(entry.about)})" if entry.about else ""


def from_whom(entry: Entry) -> str:
    return entry.project.name if entry.project else "programmet"
