"""Sharing: recipients, agreements, consents, scenarios, what was disclosed, and who must hear of a change.

The register, the rules and the rows. What takes a complaint or a person to decide is asked of `complaints` and
`subjects`, which stand above and hand over to `owe` what they rectify, restrict and erase.
"""

from vault.disclosures.actions import (
    ScenarioView,
    change_agreement,
    change_recipient,
    end_agreement,
    end_recipient,
    list_agreements,
    list_recipients,
    list_scenarios,
    make_agreement,
    register_recipient,
)
from vault.disclosures.codes import (
    Basis,
    Change,
    ConsentChannel,
    ConsentGiver,
    Field,
    NoticeState,
    RecipientKind,
    Refusal,
)
from vault.disclosures.concerns import ReportedConcern, confirm_concern, list_concerns, report_concern
from vault.disclosures.extract import NewSharing, Refused
from vault.disclosures.holding import AgreementHolding, ConcernHolding, ConsentHolding, NoticeHolding, RecipientHolding
from vault.disclosures.model import (
    AgreementChange,
    AgreementView,
    ConcernView,
    ConsentView,
    DisclosureAnswer,
    Item,
    NewAgreement,
    NewConcern,
    NewConsent,
    NewRecipient,
    NoticeOutcome,
    NoticeView,
    RecipientChange,
    RecipientView,
    Withdrawal,
)
from vault.disclosures.notifying import list_notices, owe, settle_notice
from vault.disclosures.told import GivenTo, list_disclosures

__all__ = [
    "AgreementChange",
    "AgreementHolding",
    "AgreementView",
    "Basis",
    "Change",
    "ConcernHolding",
    "ConcernView",
    "ConsentChannel",
    "ConsentGiver",
    "ConsentHolding",
    "ConsentView",
    "DisclosureAnswer",
    "Field",
    "GivenTo",
    "Item",
    "NewAgreement",
    "NewConcern",
    "NewConsent",
    "NewRecipient",
    "NewSharing",
    "NoticeHolding",
    "NoticeOutcome",
    "NoticeState",
    "NoticeView",
    "RecipientChange",
    "RecipientHolding",
    "RecipientKind",
    "RecipientView",
    "Refusal",
    "Refused",
    "ReportedConcern",
    "ScenarioView",
    "Withdrawal",
    "change_agreement",
    "change_recipient",
    "confirm_concern",
    "end_agreement",
    "end_recipient",
    "list_agreements",
    "list_concerns",
    "list_disclosures",
    "list_notices",
    "list_recipients",
    "list_scenarios",
    "make_agreement",
    "owe",
    "register_recipient",
    "report_concern",
    "settle_notice",
]
