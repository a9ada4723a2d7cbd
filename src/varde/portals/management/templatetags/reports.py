"""What report templates need besides the house's own filters."""

from django import template

from varde.reports.content import Both

register = template.Library()


@register.simple_tag
def in_language(text: Both, language: str) -> str:
    """A fixed text in the document's language."""
    return text.text(language)
