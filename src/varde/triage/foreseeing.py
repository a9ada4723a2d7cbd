"""What a sender's patients are likely to need read, so that it can be asked for together with their lock.

What is read before a value depends on the patient's zone and plan, which are known for certain only under the lock. They
seldom change: what they were last time is taken as likely, compared under the lock, and read again where it was wrong.
Kept for each sender by itself, since an answer must take as long for a stranger's patient as for one who does not exist.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from uuid import UUID
from zoneinfo import ZoneInfo

from varde.triage import plan_cache
from varde.triage.file import CardRow, PatientFile, Plan

KEPT = 8192
_changing = Lock()
_seen: OrderedDict[tuple[UUID, UUID], tuple[ZoneInfo, UUID | None]] = OrderedDict()


def likely(sender: UUID, patients: Iterable[UUID]) -> dict[UUID, PatientFile] | None:
    """Files that hold nothing but zone and plan, in the order the lock gives them; None when one is not known."""
    files: dict[UUID, PatientFile] = {}
    for patient_id in sorted(patients):
        held = _seen.get((sender, patient_id))
        plans = _plans(held[1]) if held else None
        if held is None or plans is None:
            return None
        files[patient_id] = PatientFile(patient_id, held[0], CardRow(patient_id, None, held[1]), plans)
    return files


def _plans(plan_id: UUID | None) -> list[Plan] | None:
    if plan_id is None:
        return []
    plan = plan_cache.compiled(plan_id)
    return None if plan is None else [plan]


def holds(foreseen: Mapping[UUID, PatientFile], files: Mapping[UUID, PatientFile]) -> bool:
    """Whether the locked files are what was foreseen, in all that decides what is read."""
    return foreseen.keys() == files.keys() and all(
        likely.zone == file.zone and likely.card.plan_version_id == file.card.plan_version_id
        for likely, file in zip(foreseen.values(), files.values(), strict=True)
    )


def remember(sender: UUID, files: Iterable[PatientFile]) -> None:
    with _changing:
        for file in files:
            _seen[sender, file.patient_id] = (file.zone, file.card.plan_version_id)
        while len(_seen) > KEPT:
            _seen.popitem(last=False)
