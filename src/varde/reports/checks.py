"""What an editor is told before a report goes on: missing texts, and numbers that look typed."""

from varde.reports.content import thawed
from varde.reports.models import Edition
from varde.reports.placeholders import typed_numbers


def missing(edition: Edition) -> list[str]:
    """Headings of the sections that must have a text and have none in either language."""
    read = [(section, thawed(section.content)) for section in edition.sections.all()]
    return [
        content.heading.nb for section, content in read if content.required and not (section.text_nb or section.text_nn)
    ]


def typed(edition: Edition) -> list[tuple[str, list[str]]]:
    """Sections with numbers written by hand, by heading: they are not checked against anything."""
    found = [
        (thawed(section.content).heading.nb, typed_numbers(f"{section.text_nb} {section.text_nn}"))
        for section in edition.sections.all()
    ]
    return [(heading, numbers) for heading, numbers in found if numbers]
