"""`varde import FILE`: a file of FHIR resources, taken in by the same way as everything else."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings

from varde.care_teams.actions import relate
from varde.care_teams.models import RelationKind
from varde.exchange import bundle, strict
from varde.exchange.problems import Refused
from varde.exchange.strict import Tree
from varde.fhir import incoming
from varde.fhir.observation import problem_of
from varde.identity.actions import NoSuchClient, client_named, register_patient
from varde.lib.context import Actor, opened
from varde.lib.uuid7 import uuid7
from varde.triage.actions import receive

AT_ONCE = 100
NOWHERE = "urn:varde:file"
MOST_SHOWN = 20


@dataclass(slots=True)
class Report:
    """What became of the file, for the person who asked."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    made: list[UUID] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        names = {"stored": "stored", "already": "here already", "skipped": "not Observations: skipped"}
        yield ", ".join([*(f"{n} {names[s]}" for s, n in self.counts.items()), f"{len(self.refused)} refused"]) + "."
        yield from (f"made Patient/{patient_id}" for patient_id in self.made)
        yield from self.refused[:MOST_SHOWN]
        if len(self.refused) > MOST_SHOWN:
            yield f"… and {len(self.refused) - MOST_SHOWN} more."


def run(path: Path, *, client: str, patient: str | None = None, create_patients: bool = False) -> int:
    """Import `path` as the named system client. 0 when everything was taken, 1 when something was refused.

    With `patient`, everything in the file is about that patient. `create_patients` (demo only) registers the file's
    Patient resources and gives the client's organisation a care relation to them.
    """
    try:
        by = client_named(client)
        report = import_file(path, by=by, patient=UUID(patient) if patient else None, create_patients=create_patients)
    except (OSError, ValueError, PermissionError, NoSuchClient) as error:
        sys.stderr.write(f"{path.name}: {error}\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in report.lines())
    return 1 if report.refused else 0


def import_file(path: Path, *, by: Actor, patient: UUID | None = None, create_patients: bool = False) -> Report:
    """Take in a Bundle or one Observation. Raises Refused when the file cannot be read at all, PermissionError outside the demo."""
    if create_patients and not settings.SYNTHETIC_IDS_ALLOWED:
        raise PermissionError("Patients are made from files in the demo only.")
    body = path.read_bytes()
    tree = strict.read(body, is_limited=False)
    resources = list(_resources(tree, body))
    known = _registered(resources, by) if create_patients else {}
    report = Report(made=list(dict.fromkeys(known.values())))
    taken = list(_understood(resources, patient, known, report))
    for start in range(0, len(taken), AT_ONCE):
        _send(taken[start : start + AT_ONCE], by, report)
    return report


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of the file and the name others in it may use for it."""

    place: int
    full_url: str
    tree: Tree
    text: bytes


def _resources(tree: Tree, body: bytes) -> Iterator[Resource]:
    if not tree.get("resourceType"):
        raise ValueError("no resourceType: this is not a FHIR resource.")
    if tree["resourceType"] != "Bundle":
        yield Resource(0, "", tree, body)
        return
    for entry in bundle.entries(tree, body, most=sys.maxsize)[1]:
        yield Resource(entry.place, entry.full_url, entry.resource, entry.text)


def _registered(resources: Iterable[Resource], by: Actor) -> dict[str, UUID]:
    """Every Patient of the file as a new patient, by all the names the file may call it."""
    known: dict[str, UUID] = {}
    for resource in resources:
        if resource.tree.get("resourceType") == "Patient":
            patient_id = _register(resource.tree, by)
            known |= {resource.full_url: patient_id, f"Patient/{resource.tree.get('id')}": patient_id}
    return known


def _register(tree: Tree, by: Actor) -> UUID:
    name: Tree = next(iter(tree.get("name", ())), {})
    if by.organization_id is None:
        raise PermissionError("Only a client of an organisation makes patients.")
    patient_id = uuid7()
    with opened(by):
        register_patient(
            by=by,
            patient_id=patient_id,
            given_name=" ".join(name.get("given", ())) or "Ukjent",
            family_name=str(name.get("family", "Ukjent")),
            birth_date=date.fromisoformat(tree.get("birthDate", "")),
        )
        relate(
            by=by, patient_id=patient_id, organization_id=by.organization_id, kind=RelationKind.FOLLOW_UP,
            basis="Importert", is_lead=True,
        )  # fmt: skip
    return patient_id


def _understood(
    resources: Iterable[Resource], patient: UUID | None, known: Mapping[str, UUID], report: Report
) -> Iterator[tuple[Resource, incoming.Incoming]]:
    for resource in resources:
        if resource.full_url in known and resource.tree.get("resourceType") == "Patient":
            continue
        if resource.tree.get("resourceType") != "Observation":
            report.counts["skipped"] += 1
            continue
        names = dict(known)
        if patient is not None:
            names[resource.tree.get("subject", {}).get("reference", "")] = patient
        try:
            about = patient or incoming.patient_of(resource.tree, NOWHERE, names)
            yield (
                resource,
                incoming.taken(resource.tree, resource.text, about, base=NOWHERE, known=names, entry_mode="imported"),
            )
        except Refused as refusal:
            report.refused.append(f"entry {resource.place}: {refusal}")


def _send(taken: Iterable[tuple[Resource, incoming.Incoming]], by: Actor, report: Report) -> None:
    batch = list(taken)
    submissions = [item.submission for _, item in batch]
    with opened(by, {submission.patient_id for submission in submissions}):
        outcomes = receive(submissions, by=by)
    for (resource, item), outcome in zip(batch, outcomes, strict=True):
        if found := problem_of(item, outcome):
            report.refused.append(f"entry {resource.place}: {found[1].text}")
        else:
            report.counts[outcome.status] += 1
