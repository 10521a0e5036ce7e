"""Whatever a page can name is named in the reader's language, and not by its code."""

import re
from collections.abc import Iterable
from enum import StrEnum
from importlib.resources import files
from typing import Final, get_args

import pytest

from vault.accounts.emergency.model import EmergencyState
from vault.accounts.sessions.model import Method
from vault.accounts.staff.model import Factor, StaffState
from vault.anonymous.model import MessageKind
from vault.approvals.model import Act, ApprovalState
from vault.audit.event import Outcome
from vault.complaints.codes import Anonymity, Category, DocumentKind, Lane, Role, Severity, Status
from vault.complaints.course.codes import ContactChannel
from vault.complaints.course.entries import KINDS
from vault.complaints.guides import GuideKind
from vault.complaints.information import InformationGround
from vault.complaints.texts import TextSource
from vault.console.review import GROUNDS
from vault.console.wording import Tongue
from vault.disclosures.codes import RecipientKind
from vault.evidence.unusual import Oddity
from vault.language import Language
from vault.linkage.levels import Level
from vault.policy import Circumstance, RoleName
from vault.redaction import Decision, Fact, Kind
from vault.retention.model import ItemOutcome
from vault.retention.schedule import Action, HoldKind
from vault.subject_requests.delivery.actions import DeliveryMethod, SentTo
from vault.subject_requests.fulfilling.model import ErasureGround
from vault.subject_requests.grounds import RefusalGround
from vault.subject_requests.history import entries
from vault.subject_requests.mentions.model import Clue
from vault.subject_requests.model import Channel, Right, State
from vault.subjects.standing.model import FlagGround, Power

CODES: Final[dict[str, Iterable[StrEnum]]] = {
    "act": Act,
    "anonymity": Anonymity,
    "approval_state": ApprovalState,
    "category": Category,
    "channel": Channel,
    "circumstance": Circumstance,
    "closing": entries.ClosingReason,
    "contact_channel": ContactChannel,
    "decision": Decision,
    "delivery_method": DeliveryMethod,
    "document": DocumentKind,
    "doubt": entries.Doubt,
    "emergency": EmergencyState,
    "erasure_ground": ErasureGround,
    "event_outcome": Outcome,
    "fact": Fact,
    "factor": Factor,
    "flag_ground": FlagGround,
    "guide_kind": GuideKind,
    "hold": HoldKind,
    "identity_method": entries.IdentityMethod,
    "information_ground": InformationGround,
    "kind": Kind,
    "lane": Lane,
    "level": Level,
    "mask": Kind,
    "message": MessageKind,
    "method": Method,
    "oddity": Oddity,
    "outcome": ItemOutcome,
    "outcome_of": entries.DecisionOutcome,
    "power": Power,
    "prolonging": entries.Prolonging,
    "recipient_kind": RecipientKind,
    "refusal": RefusalGround,
    "retention_action": Action,
    "review_ground": GROUNDS,
    "right": Right,
    "role": Role,
    "role_name": RoleName,
    "sent_to": SentTo,
    "severity": Severity,
    "staff_state": StaffState,
    "state": State,
    "status": Status,
    "text_source": TextSource,
    "trait": Clue,
    "withholding": entries.Withholding,
}
"""Tables of words, and whose values a page looks up in each."""
TAGS: Final = {
    "entry": tuple(KINDS),
    "milestone": tuple(map(entries.tag_of, get_args(entries.Entry))),
}
"""The same of kinds of records, which are told apart by a tag."""
OTHER: Final = frozenset(
    {
        "action",
        "actor",
        "entry_code",
        "entry_field",
        "holding",
        "left",
        "registration",
        "resource",
        "search_source",
        "search_term",
    }
)
"""Tables of what no list of the program names: what a policy asks for, fields of entries, words of reasons."""
_NAMED: Final = re.compile(r"""t\.code\(\s*"(\w+)"|\b(?:choice|checks)\([^{}]*?t\([^{}]*?\),\s*"(\w+)",""")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("table", [*CODES, *TAGS])
def test_every_code_has_words(table: str, language: Language) -> None:
    say = Tongue(language)
    values = [one.value for one in CODES[table]] if table in CODES else TAGS[table]
    assert [value for value in values if not say.names(table, value)] == []


def test_every_table_that_a_page_names_is_one_of_these() -> None:
    pages = [one.read_text("utf-8") for one in (files("vault.console") / "templates").iterdir()]
    named = {table for page in pages for found in _NAMED.findall(page) for table in found if table}
    assert {"right", "power", "refusal", "sent_to"} <= named
    assert named - CODES.keys() - TAGS.keys() - OTHER == set()
