"""docs/indicators.md: what each figure means, written from the definitions. `python -m tests.spec.figures_page` writes it."""

import sys
from pathlib import Path

from varde.indicators.definitions import MEASURES, Measure

PAGE = Path(__file__).parents[2] / "docs" / "indicators.md"
HEAD = """<!-- Laget av `python -m tests.spec.figures_page`. Rett definisjonene, ikke denne siden. -->

# Tallene

Hva hvert tall betyr, og hva man må passe på. Tallene er delt etter hvor de kommer fra: talt i Varde, anslått, eller samlet inn av
andre. De tre blandes aldri. Et tall uten kilde ennå viser «ingen data ennå», aldri null. Hvordan de telles: [ADR 17](adr/0017-figures-from-marks.md)."""
KINDS = {"counted": "Talt i Varde", "estimate": "Anslått", "external": "Samlet inn av andre"}


def page() -> str:
    parts = [HEAD]
    for kind, title in KINDS.items():
        parts += [f"## {title}", *(_measure(measure) for measure in MEASURES.values() if measure.kind == kind)]
    return "\n\n".join(parts) + "\n"


def _measure(measure: Measure) -> str:
    facts = {
        "Teller": measure.numerator, "Nevner": measure.denominator, "Deles etter": measure.grouping,
        "Periode": measure.period, "Kilde": measure.source, "Vær oppmerksom": measure.caution,
    }  # fmt: skip
    lines = [f"- **{name}**: {text}" for name, text in facts.items()]
    ends = f"Versjon {measure.version}, {measure.updated_on:%d.%m.%Y}. Navn i adresser: `{measure.slug}`."
    return "\n".join([f"### {measure.name}", "", measure.purpose, "", *lines, "", ends])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)
