"""Code systems and identifier systems that occur in what we exchange, and a short key for codes we have no kind for."""

import hashlib

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
NPU = "urn:oid:2.16.578.1.12.4.1.1.7280"
MDC = "urn:iso:std:iso:11073:10101"
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
DATA_ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
UNKNOWN_CODES = "https://varde.example/fhir/CodeSystem/unknown-codes"
ENTRY_MODE = "https://varde.example/fhir/CodeSystem/dho-entry-mode"

NATIONAL_NUMBER = "urn:oid:2.16.578.1.12.4.1.4.1"
D_NUMBER = "urn:oid:2.16.578.1.12.4.1.4.2"
SHARED_HELP_NUMBER = "urn:oid:2.16.578.1.12.4.1.4.3"
ORGANIZATION_NUMBER = "urn:oid:2.16.578.1.12.4.1.4.101"
PERSON_NUMBER_SYSTEMS = frozenset({NATIONAL_NUMBER, D_NUMBER, SHARED_HELP_NUMBER})

LONGEST_KEY = 20
_SHORT = {LOINC: "loinc", SNOMED: "sct", NPU: "npu", MDC: "mdc"}
_PREFERRED = (LOINC, SNOMED, NPU, MDC)


def key_of(system: str, code: str) -> str:
    """A key of at most 20 characters for a code we have no kind for: `loinc:19994-3`, or a digest when that is too long."""
    short = _SHORT.get(system)
    if short and len(key := f"{short}:{code}") <= LONGEST_KEY:
        return key
    return "x:" + hashlib.sha256(f"{system}|{code}".encode()).hexdigest()[: LONGEST_KEY - 2]


def coding_of(key: str) -> tuple[str, str]:
    """The (system, code) behind a key of `key_of`; a digest stays a code of our own."""
    short, _, code = key.partition(":")
    return next((system for system, name in _SHORT.items() if name == short), UNKNOWN_CODES), code


def preferred(codings: list[tuple[str, str]]) -> tuple[str, str]:
    """The coding that names a series we have no kind for: LOINC before SNOMED CT before NPU before MDC before the first."""
    return min(codings, key=lambda coding: _PREFERRED.index(coding[0]) if coding[0] in _PREFERRED else len(_PREFERRED))
