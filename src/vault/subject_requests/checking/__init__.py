"""The check before sending: finished files are opened again and searched for everybody else the organisation knows.

It shares nothing with the masking, neither code nor normal forms, so that an error there is not repeated here. It
reads bytes as somebody outside would, with text that a viewer hides, and knows no answer, only files and decisions.
"""

from collections.abc import Iterable, Mapping

from vault.ids import SubjectId
from vault.subject_requests.checking.excuses import Excuses
from vault.subject_requests.checking.looking import look
from vault.subject_requests.checking.needles import Needles
from vault.subject_requests.checking.reading import passages
from vault.subject_requests.history.entries import Hit
from vault.subjects import Person

__all__ = ["Excuses", "check"]


def check(
    files: Mapping[str, bytes],
    others: Iterable[tuple[SubjectId, Person]],
    *,
    own: Iterable[str],
    excuses: Excuses,
) -> tuple[Hit, ...]:
    """What of other people stands in these files without a recorded decision.

    `own` are texts whose words point to nobody else here: the requester's own details, and the organisation's.
    """
    needles = Needles.of(others).without(own)
    return look(passages(files), needles, excuses)
