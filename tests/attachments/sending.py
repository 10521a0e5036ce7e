"""Files as residents send them, made here; and sending them."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterable
from datetime import date
from typing import Any

import msgspec
from PIL import Image
from tests.world import World

from vault import files
from vault.complaints import AttachmentView, NewAttachment, Part, Role, list_attachments, open_attachment
from vault.ids import AttachmentId, CaseId, OrganisationId
from vault.policy import RoleName

R = RoleName
DAY = date(2026, 9, 2)
SECRET = "Hemmelig-Fotograf-7731"
"""Who made a file: a word that no clean copy holds."""


def about(name: str | None = "foto af opgang.jpg", **details: Any) -> NewAttachment:
    usual = NewAttachment(name=name, author_role=Role.COMPLAINANT, dated_on=DAY)
    return msgspec.structs.replace(usual, **details)


def attach(
    world: World,
    case_id: CaseId,
    content: bytes | Iterable[bytes],
    new: NewAttachment | None = None,
    *,
    role: RoleName = R.INGEST,
    organisation: OrganisationId | None = None,
    key: str | None = None,
) -> AttachmentId:
    """Stores a file as a door does."""
    caller = world.caller(role, organisation)
    whole = [content] if isinstance(content, bytes) else content
    return asyncio.run(files.attach(world.vault, caller, case_id, new or about(), _pieces(whole), key))


def read(
    world: World,
    case_id: CaseId,
    attachment_id: AttachmentId,
    part: Part = Part.CLEAN,
    wanted: range | None = None,
    *,
    role: RoleName = R.DPO,
) -> bytes:
    """The bytes of a file as a door gives them out."""
    caller = world.caller(role)
    opened = world.vault.call(caller, open_attachment, case_id, attachment_id, part)
    chosen = range(opened.size) if wanted is None else wanted

    async def gather() -> bytes:
        found = files.content(world.vault, caller, case_id, attachment_id, opened, chosen)
        return b"".join([piece async for piece in found])

    return asyncio.run(gather())


def listed(world: World, case_id: CaseId, role: RoleName = R.DPO) -> list[AttachmentView]:
    return world.call(role, list_attachments, case_id)


async def _pieces(whole: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in whole:
        yield piece


def photo(*, width: int = 320, height: int = 200) -> bytes:
    """A JPEG taken upright, with everything in it that a telephone writes."""
    image = Image.effect_noise((width, height), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn by a quarter
    exif[0x010F] = SECRET  # maker
    exif[0x9286] = SECRET  # user's comment
    exif.get_ifd(0x8825)[2] = (55.0, 40.0, 31.0)  # latitude
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=SECRET.encode(), quality=85)
    return out.getvalue() + SECRET.encode()
