"""A source beside each fact: a small number that leads to the list of sources at the end of the page."""

from dataclasses import dataclass, field
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from varde.indicators.models import Source

register = template.Library()
HERE = "skrevet-her"


@dataclass(slots=True)
class Sources:
    """Those a page has named so far, in the order in which it named them. The key of what was written here is `HERE`."""

    named: dict[str, Source | None] = field(default_factory=dict)

    def number(self, source: Source | None) -> int:
        key = source.key if source else HERE
        self.named.setdefault(key, source)
        return list(self.named).index(key) + 1


@register.simple_tag(takes_context=True)
def source(context: dict[str, Any], of: Source | None) -> SafeString:
    """The number of a source; nothing as source means that it was written in Varde."""
    number = context["sources"].number(of)
    said = of.short if of else "skrevet i Varde"
    return format_html('<a class="ref" href="#kilde-{}" aria-label="Kilde {}: {}">{}</a>', number, number, said, number)
