"""The potential worked out for a list of patients somebody gives: 3–5 of 1,000, an estimate and never a count."""

from dataclasses import dataclass

SLUG = "potensial"
LOW, HIGH = 3, 5
LARGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """`asked` is what was written; `text` the answer, or what to write instead."""

    asked: str
    text: str


def asked(text: str) -> Estimate:
    """Of a number as people write it: "1 200", "1.200" and "1200" are the same."""
    plain = "".join(text.split()).replace(".", "").replace("\u202f", "")
    if not plain:
        return Estimate("", "")
    if not plain.isascii() or not plain.isdigit() or not 0 < int(plain) <= LARGEST:
        return Estimate(text[:20], "Skriv antallet med sifre, for eksempel 1200.")
    patients = int(plain)
    low, high = round(patients * LOW / 1000), round(patients * HIGH / 1000)
    span = str(low) if low == high else f"{low}–{high}"
    return Estimate(
        text[:20], f"Anslagsvis {span} av {patients:,} pasienter kan ha nytte av tilbudet.".replace(",", "\u202f")
    )
