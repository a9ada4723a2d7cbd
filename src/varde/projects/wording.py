"""No causal claim without a control group: which words name a cause, and what a finding may be called instead. Pure."""

import re

CAUSAL = re.compile(
    r"\b(effekt(?:en|er|ene|ar|ane)?|virkning(?:en|er|ene)?|før(?:er|te)(?: \w+)? til|har ført til|medfør(?:er|te|t)|"
    r"skyldes|skyldtes|forårsak(?:er|et)|på grunn av|takket være|som følge av|resultat av|bidr(?:ar|o) til|"
    r"gj(?:ør|orde) at|redus(?:erer|erte)|forebygg(?:er|et)|forhindr(?:er|et)|hindr(?:er|et))\b",
    re.IGNORECASE,
)
REGRESSION = (
    "Pasienter tas ofte inn når de er på sitt sykeste. Da går bruken av tjenester som regel ned etterpå, også uten at noe "
    "er gjort (regresjon mot gjennomsnittet). Tallene sier hva som ble målt før og etter, ikke hvorfor."
)
FEW = "Få personer står bak tallet. Én person med mye bruk av tjenester kan dra det langt opp eller ned."
CONTROLLED = (
    "Forskjellen er regnet mot en kontrollgruppe. Usikkerheten er ikke regnet ut, og uten loddtrekning kan gruppene ha "
    "vært ulike fra start."
)
FEW_PEOPLE = 30


def causal_words(text: str) -> list[str]:
    """The words in `text` that name a cause, as written: "Det førte til ro" → ["førte til"]."""
    return [hit.group(0) for hit in CAUSAL.finditer(text)]
