"""The texts of which the shapes of a complaint are made, each with its limits."""

from typing import Annotated

from msgspec import Meta

from vault.parsing import ONE_LINE

Label = Annotated[str, Meta(min_length=1, max_length=40, description="A name for this party within the call.")]
ShortText = Annotated[str, Meta(min_length=1, max_length=300)]
Department = Annotated[str, Meta(min_length=1, max_length=300, pattern=ONE_LINE)]
Worker = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=80,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9:._-]*$",
        description="A case worker, by the code the organisation's systems know them by; never a name.",
    ),
]
GroundCode = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]
WitnessCount = Annotated[int, Meta(ge=0, le=500)]
Narrative = Annotated[str, Meta(min_length=1, max_length=200_000)]
