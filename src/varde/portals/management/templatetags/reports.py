"""What report templates need besides the house's own filters."""

from django import template

from varde.reports.content import Both

register = template.Library()


@register.simple_tag
def in_language(text: Both | str, language: str) -> str:
    """A fixed text in the document's language, or as it is where it was frozen in one language only."""
    return text.text(language) if isinstance(text, Both) else text
