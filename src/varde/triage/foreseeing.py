"""What a sender's patients are likely to need read, so that it can be asked for together with their lock.

What is read before a value depends on the patient's zone and plan, which are known for certain only under the lock. They
seldom change: what they were last time is taken as likely, compared under the lock, and read again where it was wrong.
Kept for each sender by itself, since an answer must take as long for a stranger's patient as for one who does not exist.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from uuid import UUID

from varde.triage.file import CardRow, PatientFile

KEPT = 8192
_changing = Lock()
_seen: OrderedDict[tuple[UUID, UUID], PatientFile] = OrderedDict()
"""By sender and patient: files that hold nothing but zone and plan, and are only read."""


def likely(sender: UUID, patients: Iterable[UUID]) -> dict[UUID, PatientFile] | None:
    """What the patients' files say of zone and plan, in the order the lock gives them; None when one is not known."""
    files: dict[UUID, PatientFile] = {}
    for patient_id in sorted(patients):
        file = _seen.get((sender, patient_id))
        if file is None:
            return None
        files[patient_id] = file
    return files


def holds(foreseen: Mapping[UUID, PatientFile], files: Mapping[UUID, PatientFile]) -> bool:
    """Whether the locked files are what was foreseen, in all that decides what is read."""
    return foreseen.keys() == files.keys() and all(
        likely.zone == file.zone and likely.card.plan_version_id == file.card.plan_version_id
        for likely, file in zip(foreseen.values(), files.values(), strict=True)
    )


def remember(sender: UUID, files: Iterable[PatientFile]) -> None:
    """Files as read under the lock, with the plan in force."""
    with _changing:
        for file in files:
            card = CardRow(file.patient_id, None, file.card.plan_version_id)
            _seen[sender, file.patient_id] = PatientFile(file.patient_id, file.zone, card, file.plans)
        while len(_seen) > KEPT:
            _seen.popitem(last=False)
