"""The language of the pages: what the patient has chosen, else bokmål; never guessed from the browser.

Only the patient's pages exist in more than one language; elsewhere a choice would mix languages on one page.
"""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.decorators import sync_and_async_middleware

IN_SEVERAL_LANGUAGES = ("/min/", "/logg-inn/")


def chosen(request: HttpRequest) -> str:
    if not request.path.startswith(IN_SEVERAL_LANGUAGES):
        return settings.LANGUAGE_CODE
    wish = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wish if wish in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _set(request: HttpRequest) -> None:
    language = chosen(request)
    translation.activate(language)
    request.LANGUAGE_CODE = language


@sync_and_async_middleware
def chosen_language(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    if iscoroutinefunction(get_response):

        async def speaking_async(request: HttpRequest) -> HttpResponseBase:
            _set(request)
            response: HttpResponseBase = await get_response(request)
            return response

        return speaking_async

    def speaking(request: HttpRequest) -> HttpResponseBase:
        _set(request)
        response: HttpResponseBase = get_response(request)
        return response

    return speaking
