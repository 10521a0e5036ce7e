"""Files of an answer: each is looked at and decided by a person, since no machine masks a picture or a voice."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post

from vault.console.forms import convert
from vault.console.meant import files_of, people_meant
from vault.console.sheets import shown_again
from vault.console.visiting import RIGHTS, Id, Looking, Visit
from vault.ids import RequestId
from vault.subject_requests import FileDecided, decide_file, read_history, read_request

_ONE: Final = "/requests/{request_id:uuid}/files"


async def page(visit: Visit, request_id: UUID) -> Response[Any]:
    """The files of every case of whoever asks, with what was decided last about each."""
    await visit.enter()
    request = await visit.reads(RIGHTS, read_request, RequestId(request_id))
    history = await visit.reads(RIGHTS, read_history, RequestId(request_id))
    files = await files_of(visit, await people_meant(visit, request))
    decided = {one.entry.attachment_id: one for one in history if isinstance(one.entry, FileDecided)}
    # What nobody decided comes first.
    files.sort(key=lambda one: one[1].attachment_id in decided)
    await visit.recognises(one.by for one in decided.values())
    return visit.page("files.html", request=request, files=files, decided=decided)


@get(_ONE)
async def files_page(visit: Looking, request_id: Id) -> Response[Any]:
    """What could be enclosed."""
    return await page(visit, request_id)


@post(f"{_ONE}/{{attachment_id:uuid}}")
@shown_again("file-{attachment_id}", page)
async def decide(visit: Looking, request_id: Id, attachment_id: Id) -> Response[Any]:
    """Encloses a file or keeps it out, with who is seen or heard in it. The last word counts."""
    form = await visit.form()
    values = {
        "attachment_id": attachment_id,
        "enclose": form.get("enclose") == "yes",
        "facts": form.get("facts"),
    }
    await visit.changes(RIGHTS, decide_file, RequestId(request_id), convert(values, FileDecided))
    return visit.go(f"/requests/{request_id}/files", "file_decided")


HANDLERS = (files_page, decide)
