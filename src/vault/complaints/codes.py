"""The codes of a complaint: closed sets that stand in the clear, because retention and statistics work on them."""

from enum import StrEnum


class Anonymity(StrEnum):
    """Who knows who complained (N-01): three different things and never a checkbox."""

    IDENTIFIED = "identified"
    CONFIDENTIAL = "confidential"
    PSEUDONYMOUS = "pseudonymous"
    ANONYMOUS = "anonymous"


class Category(StrEnum):
    NOISE = "noise"
    PETS = "pets"
    SMOKE_OR_SMELL = "smoke_or_smell"
    WASTE_OR_NEGLECT = "waste_or_neglect"
    PARKING = "parking"
    VANDALISM = "vandalism"
    SHARED_AREAS = "shared_areas"
    CONFLICT = "conflict"
    THREATS_OR_HARASSMENT = "threats_or_harassment"
    VIOLENCE = "violence"
    ARREARS = "arrears"
    OTHER = "other"


class Severity(StrEnum):
    MILD = "mild"
    SERIOUS = "serious"


class Status(StrEnum):
    OPEN = "open"
    PAYMENT_PLAN = "payment_plan"
    MEDIATED = "mediated"
    WITH_LAWYER = "with_lawyer"
    AT_TRIBUNAL = "at_tribunal"
    CLOSED = "closed"


class StepKind(StrEnum):
    """What happened in a case. Retention periods start from some of these (T-22)."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    RESPONDENT_HEARD = "respondent_heard"
    WITNESS_HEARD = "witness_heard"
    GUARDIAN_HEARD = "guardian_heard"
    INSPECTION = "inspection"
    VISIT = "visit"
    OUTREACH = "outreach"
    NOTICE_POSTED = "notice_posted"
    INCIDENT = "incident"
    REMINDER_SENT = "reminder_sent"
    WARNING_SENT = "warning_sent"
    WARNING_WITHDRAWN = "warning_withdrawn"
    MEDIATION_OFFERED = "mediation_offered"
    MEDIATED = "mediated"
    CONSENT_OBTAINED = "consent_obtained"
    POLICE_CONTACT = "police_contact"
    SOCIAL_SERVICES_NOTIFIED = "social_services_notified"
    MUNICIPALITY_NOTIFIED = "municipality_notified"
    ARREARS_REGISTERED = "arrears_registered"
    ARREARS_PAID = "arrears_paid"
    PAYMENT_PLAN = "payment_plan"
    ADMINISTRATION_AGREEMENT = "administration_agreement"
    PROTECTIVE_MEASURES = "protective_measures"
    REVIEWED = "reviewed"
    ESCALATED_TO_LAWYER = "escalated_to_lawyer"
    ESCALATED_TO_TRIBUNAL = "escalated_to_tribunal"
    DECISION = "decision"
    MOVED_OUT = "moved_out"
    CLOSED = "closed"
    REOPENED = "reopened"
    TRACK_CHOSEN = "track_chosen"
    REPLIED = "replied"
    CONDITIONAL_TENANCY = "conditional_tenancy"
    EVICTION_REQUESTED = "eviction_requested"
    PLAN_KEPT = "plan_kept"
    PLAN_BROKEN = "plan_broken"
    MEDIATION_ENDED = "mediation_ended"


class Role(StrEnum):
    """How a person stands to a case."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    WITNESS = "witness"
    HOUSEHOLD_MEMBER = "household_member"
    REPRESENTATIVE = "representative"
    STAFF = "staff"
    MENTIONED = "mentioned"


class DocumentKind(StrEnum):
    COMPLAINT = "complaint"
    JOURNAL_NOTE = "journal_note"
    LETTER = "letter"
    WARNING_LETTER = "warning_letter"
    EMAIL = "email"
    SMS = "sms"
    REPORT = "report"
    DISTURBANCE_REPORT = "disturbance_report"
    ARREARS_NOTE = "arrears_note"
    MUNICIPALITY_NOTICE = "municipality_notice"
    MEDIATION_NOTE = "mediation_note"
    ATTACHMENT = "attachment"
    """The text of a file that came with the complaint."""
    STATEMENT = "statement"
    """A person's own account, put beside what they contest (Art. 16 GDPR)."""


class Lane(StrEnum):
    """The process within a case to which something belongs; each has its own purpose, basis, readers and clock.

    The tenancy lane is never given up while others run beside it.
    """

    TENANCY = "tenancy"
    AUTHORITY = "authority"
    CUSTOMER_CARE = "customer_care"
    ARREARS_COUNSELLING = "arrears_counselling"
    MEDIATION = "mediation"
    POLICE = "police"
    """Convictions that the police supplied: a class of their own with the shortest period (S-15)."""


class Track(StrEnum):
    """How a complaint is being met; the two alternate, each time for a reason."""

    WRITTEN = "written"
    DIALOGUE = "dialogue"


class Source(StrEnum):
    """Who brought the matter to the organisation."""

    RESIDENT = "resident"
    BOARD = "board"
    STAFF = "staff"
    POLICE = "police"
    MUNICIPALITY = "municipality"
    OTHER = "other"


class Outcome(StrEnum):
    """What a closed complaint came to."""

    SETTLED = "settled"
    SANCTIONED = "sanctioned"
    NO_SANCTION = "no_sanction"
    PAID = "paid"
    WITHDRAWN = "withdrawn"
    NOT_ACTIONABLE = "not_actionable"
    UNFOUNDED = "unfounded"
    """Proven wrong: restricted, kept shortest, and counted in no pattern (R-03)."""
    TENANCY_ENDED = "tenancy_ended"
