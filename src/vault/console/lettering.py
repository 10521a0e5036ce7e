"""What goes out in the organisation's name: the authority that letters name, their sentences, its own guides."""

from typing import Any, Final

from litestar import Response, get, post

from vault.complaints import GuideKind, NewGuide, list_guides, publish_guide
from vault.console.forms import convert
from vault.console.sheets import shown_again
from vault.console.visiting import ADMINISTRATION, Looking, Visit
from vault.language import Language
from vault.policy import Permission
from vault.subject_requests.authorities import authority
from vault.subject_requests.letter.texts import catalogue

_FIELDS: Final = ("kind", "code", "version", "language", "text")


async def page(visit: Visit) -> Response[Any]:
    """Each text as it reads now, in the language that is asked for."""
    await visit.enter()
    asked = visit.request.query_params.get("language")
    language = Language(asked) if asked in set(Language) else visit.t.language
    guides = None
    if visit.may(Permission.GUIDE_READ, ADMINISTRATION):
        guides = await visit.reads(ADMINISTRATION, list_guides)
    return visit.page(
        "lettering.html",
        authority=authority(visit.country, visit.vault.settings.policies, visit.today),
        language=language,
        chosen=asked is not None,
        # What a number of pages fills in stands in two braces there.
        sentences=[one.replace("{{", "{").replace("}}", "}") for one in catalogue(language).sentence.values()],
        guides=guides,
        kinds=list(GuideKind),
    )


@get("/organisation/letters")
async def letters_page(visit: Looking) -> Response[Any]:
    """What letters say."""
    return await page(visit)


@post("/organisation/guides")
@shown_again("guide", page)
async def publish(visit: Looking) -> Response[Any]:
    """Publishes a version of a text, which stays as it is from then on."""
    form = await visit.form()
    values = {name: form.get(name) for name in _FIELDS} | {"text": form.raw("text").strip() or None}
    await visit.changes(ADMINISTRATION, publish_guide, convert(values, NewGuide))
    return visit.go("/organisation/letters", "published")


HANDLERS = (letters_page, publish)
