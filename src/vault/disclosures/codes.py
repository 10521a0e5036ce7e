"""The codes of sharing: who receives, on what it rests, which fields can go, what became of it. Closed sets."""

from enum import StrEnum


class RecipientKind(StrEnum):
    """What somebody outside is, which decides for which scenarios they can receive anything."""

    MUNICIPALITY = "municipality"
    SOCIAL_SERVICES = "social_services"
    HOME_CARE = "home_care"
    HEALTH_CARE = "health_care"
    PSYCHIATRY = "psychiatry"
    GUARDIAN = "guardian"
    COUNSELLOR = "counsellor"
    MEDIATOR = "mediator"
    RESIDENTS_TRIBUNAL = "residents_tribunal"
    RENT_TRIBUNAL = "rent_tribunal"
    COURT = "court"
    BAILIFFS_COURT = "bailiffs_court"
    ENFORCEMENT_AUTHORITY = "enforcement_authority"
    LAWYER = "lawyer"
    DEBT_COLLECTOR = "debt_collector"
    POLICE = "police"
    RESCUE_SERVICES = "rescue_services"
    HOUSING_ORGANISATION = "housing_organisation"
    CONTRACTOR = "contractor"
    OTHER = "other"


class Basis(StrEnum):
    """On what a disclosure rests."""

    DUTY = "duty"
    """A statute asks for it: it needs no consent and is never presented as if it did (D-30)."""
    CLAIMS = "claims"
    """The organisation pursues or defends a legal claim."""
    INTEREST = "interest"
    """A weighing of interests, which must be written down."""
    CONSENT = "consent"
    """Consent for this purpose and this recipient (S-04)."""
    DANGER = "danger"
    """Somebody's life or health is in danger."""


class Field(StrEnum):
    """What can be told of a case, piece by piece; and what some scenarios name only to say that it must not go."""

    NAME = "name"
    ADDRESS = "address"
    CONTACT = "contact"
    NATIONAL_ID = "national_id"
    LEASE = "lease"
    LANDLORD = "landlord"
    REFERENCE = "reference"
    PLEASE_CONTACT = "please_contact"
    ARREARS_FILED = "arrears_filed"
    DEBT = "debt"
    DEBT_DETAILS = "debt_details"
    PAY_BY = "pay_by"
    TERMINATION = "termination"
    INCIDENTS = "incidents"
    INCIDENT_WORDS = "incident_words"
    MEASURES = "measures"
    WITNESSES = "witnesses"
    CHILDREN = "children"
    PARTIES = "parties"
    TOPIC = "topic"
    AGREED = "agreed"
    OBSERVATION = "observation"
    COMPLAINANT = "complainant"
    OTHER_RESIDENTS = "other_residents"
    HEALTH = "health"
    HOUSEHOLD = "household"
    COMPLAINT_HISTORY = "complaint_history"
    CAUSE = "cause"
    COUNSELLING = "counselling"
    MEDIATION = "mediation"
    ANONYMOUS_TIPS = "anonymous_tips"
    UNRELATED_INCIDENTS = "unrelated_incidents"
    OTHER_CASES = "other_cases"
    DOCUMENTS = "documents"
    REASON = "reason"


WRITTEN = frozenset({Field.TOPIC, Field.AGREED, Field.OBSERVATION})
"""Fields that whoever shares writes, since no case holds them."""


class Need(StrEnum):
    """What must hold of a case before a scenario fits it."""

    ARREARS = "arrears"
    """It is about rent that was not paid."""
    DISTURBANCE = "disturbance"
    """It is about something else."""
    TERMINATION = "termination"
    """A decision ended the tenancy, or a termination was filed."""
    SERIOUS = "serious"
    RELIED_ON = "relied_on"
    """Incidents were chosen on which the matter rests, none of them an anonymous tip."""


class Refusal(StrEnum):
    """Why nothing may go."""

    OTHER_COUNTRY = "other_country"
    OTHER_PURPOSE = "other_purpose"
    """The call states another purpose than the one for which this may be shared."""
    OTHER_RECIPIENT = "other_recipient"
    """The scenario does not reach recipients of this kind."""
    RECIPIENT_ENDED = "recipient_ended"
    OUTSIDE_AGREEMENT = "outside_agreement"
    """A cooperation agreement with the recipient runs, and the home is none of those in it."""
    NO_CONSENT = "no_consent"
    CONSENT_NAMES_ANOTHER = "consent_names_another"
    """There is consent, and it names somebody else (S-04)."""
    CONSENT_FOR_ANOTHER_PURPOSE = "consent_for_another_purpose"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_RAN_OUT = "consent_ran_out"
    NO_WEIGHING = "no_weighing"
    """It rests on a weighing of interests, and none was written down."""
    MUST_NOT_GO = "must_not_go"
    """A field was asked for that the basis does not carry."""
    LACKS = "lacks"
    """The case holds nothing for a field that belongs to the minimum."""
    DOES_NOT_FIT = "does_not_fit"
    """The case is not one for this scenario."""
    NOBODY_KNOWN = "nobody_known"
    """Nobody known stands in the case in the role of whom this is about."""
    RESTRICTED = "restricted"
    """The use of the person's data is restricted, and no exception was stated (Art. 18(2))."""
    PROTECTED_ADDRESS = "protected_address"
    """Where the person lives is protected, and the basis does not carry it (S-33)."""
    NAMES_OTHERS = "names_others"
    """Written words name somebody whom this is not about."""
    HEALTH = "health"
    """Written words tell of health, and nothing permits it (Art. 9)."""
    OFFENCE = "offence"
    """Written words tell of an offence, and nothing permits it (Art. 10)."""
    NATIONAL_ID = "national_id"
    """Written words hold a national id (S-20, S-21)."""


class Change(StrEnum):
    """What happened to data that others were given (Art. 19 GDPR)."""

    RECTIFIED = "rectified"
    ERASED = "erased"
    RESTRICTED = "restricted"
    LIFTED = "lifted"


class NoticeState(StrEnum):
    """Where a notice to a recipient stands."""

    PENDING = "pending"
    SENT = "sent"
    ANSWERED = "answered"
    NOT_NEEDED = "not_needed"
    """Impossible, out of proportion, or no correction of what they were given; for a stated reason."""


class ConsentGiver(StrEnum):
    """Who consented."""

    SELF = "self"
    REPRESENTATIVE = "representative"


class ConsentChannel(StrEnum):
    """How consent was given or withdrawn; withdrawing takes no other form than giving (Art. 7(3))."""

    WRITING = "writing"
    DIGITAL = "digital"
    EMAIL = "email"
    SPOKEN = "spoken"
