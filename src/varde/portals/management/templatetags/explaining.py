"""Words explained where they stand: a button that opens a note, by pointer, finger and keyboard, without JavaScript."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from varde.portals.management.glossary.terms import Term, called, pieces

register = template.Library()


@register.simple_tag(takes_context=True)
def term(context: template.Context, word: str) -> SafeString:
    """The word with its note: `{% term "helsefellesskap" %}`. Each word has one note on a page; after that it is plain."""
    found = called(word)
    if found is None:
        raise template.TemplateSyntaxError(f"{word!r} is not in the glossary")
    known = _known(context)
    if found.slug in known:
        return format_html("{}", word)
    known.add(found.slug)
    return _with_note(word, found)


@register.simple_tag(takes_context=True)
def explained(context: template.Context, text: str) -> SafeString:
    """A text from data with its words explained where each first stands."""
    cut = pieces(str(text), _known(context))
    return format_html_join("", "{}", ((_with_note(piece, found) if found else piece,) for piece, found in cut))


def _known(context: template.Context) -> set[str]:
    """The words that have been explained on this page."""
    found: set[str] = _page(context).setdefault("explained_words", set())
    return found


def _page(context: template.Context) -> dict[str, Any]:
    """What lives as long as the page: the lowest layer of the context, which included templates share."""
    layers: list[dict[str, Any]] = context.dicts
    return layers[0]


def _with_note(word: str, found: Term) -> SafeString:
    return format_html(
        '<span class="term"><button type="button" popovertarget="ord-{0}" aria-describedby="ord-{0}">{1}</button>'
        '<span class="term-note" popover id="ord-{0}" role="note">{2} <a href="/ord/#{0}">Flere ord</a></span></span>',
        found.slug,
        word,
        found.meaning,
    )
