"""Reasons as a person would say them: each thing once. Several rules often fire on the same value with the same words."""

BETWEEN = "; "


def once(text: str) -> str:
    """Every reason that says something the others do not."""
    kept: list[str] = []
    for part in dict.fromkeys(text.split(BETWEEN)):
        if any(_says(other, part) for other in kept):
            continue
        kept = [other for other in kept if not _says(part, other)] + [part]
    return BETWEEN.join(kept)


def short(text: str) -> str:
    """One reason for each thing measured or asked about, for a line of the list: the rest stands on the patient's page."""
    by_lead: dict[str, str] = {}
    for part in once(text).split(BETWEEN):
        by_lead.setdefault(part.split(" ", 1)[0].casefold(), part)
    return BETWEEN.join(by_lead.values())


def _says(whole: str, part: str) -> bool:
    return part.casefold() in whole.casefold()
