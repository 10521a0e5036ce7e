"""The codes of what happens in a case: closed sets, explained to the person concerned in their own language."""

from enum import StrEnum


class IncidentKind(StrEnum):
    """What was observed; a feeling is no kind of incident."""

    MUSIC = "music"
    PARTY = "party"
    NOISE = "noise"
    SMOKE_OR_SMELL = "smoke_or_smell"
    ANIMAL = "animal"
    WASTE = "waste"
    NEGLECT = "neglect"
    DAMAGE = "damage"
    UNLAWFUL_USE = "unlawful_use"
    PARKING = "parking"
    HARASSMENT = "harassment"
    THREAT = "threat"
    VIOLENCE = "violence"
    WEAPON = "weapon"
    OTHER = "other"


class ObservedBy(StrEnum):
    """Who observed an incident."""

    COMPLAINANT = "complainant"
    WITNESS = "witness"
    STAFF = "staff"
    PATROL = "patrol"
    POLICE = "police"
    RECORDING = "recording"


class ContactChannel(StrEnum):
    """How somebody was reached, or was to be."""

    LETTER = "letter"
    DIGITAL_POST = "digital_post"
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    VISIT = "visit"
    MEETING = "meeting"
    CARETAKER = "caretaker"
    POSTCARD = "postcard"
    PORTAL = "portal"


class ContactResult(StrEnum):
    """What came of an attempt to reach somebody."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    MESSAGE_LEFT = "message_left"
    RETURNED = "returned"
    REFUSED = "refused"
    OWN_SOLUTION = "own_solution"


class WarningForm(StrEnum):
    """The forms of a written warning, the first being a condition of every later sanction."""

    REMINDER = "reminder"
    RECTIFICATION = "rectification"
    WARNING = "warning"


class MediationState(StrEnum):
    """Where a mediation stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HELD = "held"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    ENDED = "ended"


class Authority(StrEnum):
    """An authority that is told by duty."""

    MUNICIPALITY = "municipality"
    SOCIAL_SERVICES = "social_services"


class Duty(StrEnum):
    """Why an authority is told."""

    EVICTION_REQUEST = "eviction_request"
    DISTURBANCE = "disturbance"
    ARREARS_TERMINATION = "arrears_termination"
    COPY_OF_TERMINATION = "copy_of_termination"


class Known(StrEnum):
    """What is known of a fact, where no more may be kept than that."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Body(StrEnum):
    """Before whom a matter is brought."""

    RESIDENTS_TRIBUNAL = "residents_tribunal"
    RENT_TRIBUNAL = "rent_tribunal"
    BAILIFFS_COURT = "bailiffs_court"
    ENFORCEMENT_AUTHORITY = "enforcement_authority"
    COURT = "court"
    LAWYER = "lawyer"


class Visibility(StrEnum):
    """What was decided on somebody whose name the other party will see once a matter is filed."""

    TOLD = "told"
    CONSENTED = "consented"
    LEFT_OUT = "left_out"


class Ruled(StrEnum):
    """How a tribunal or court decided."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    DISMISSED = "dismissed"
    SETTLED = "settled"


class Sanction(StrEnum):
    """What a decision imposes on the tenant."""

    NONE = "none"
    WARNING = "warning"
    CONDITIONAL_TENANCY = "conditional_tenancy"
    TERMINATION = "termination"


class DemandForm(StrEnum):
    """A friendly reminder of a debt, or the formal demand that starts a statutory period."""

    REMINDER = "reminder"
    FORMAL = "formal"


class PlanState(StrEnum):
    """Where a plan of instalments stands."""

    AGREED = "agreed"
    KEPT = "kept"
    BROKEN = "broken"


class HelpKind(StrEnum):
    """The kind of help with the household's economy; never its content."""

    BUDGET = "budget"
    INSTALMENTS = "instalments"
    ONE_OFF_BENEFIT = "one_off_benefit"
    HOUSING_BENEFIT = "housing_benefit"
    PENSION_SUPPLEMENT = "pension_supplement"
    RENT_ADMINISTRATION = "rent_administration"
    OTHER = "other"


class SupportKind(StrEnum):
    """The kind of support; never a diagnosis."""

    HOME_CARE = "home_care"
    SUPPORT_WORKER = "support_worker"
    HEALTH_CARE = "health_care"
    GUARDIAN = "guardian"
    OTHER_HOME = "other_home"
    OTHER = "other"


class Progress(StrEnum):
    """What became of help or support."""

    OFFERED = "offered"
    APPLIED_FOR = "applied_for"
    ARRANGED = "arranged"
    DECLINED = "declined"
    REFUSED = "refused"
    ENDED = "ended"


class Occasion(StrEnum):
    """When a home is inspected."""

    MOVE_IN = "move_in"
    DURING = "during"
    MOVE_OUT = "move_out"


class Placed(StrEnum):
    """Where the assignment of a home by the municipality stands."""

    RECOMMENDED = "recommended"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MOVED_IN = "moved_in"


class PoliceMatter(StrEnum):
    """What is kept of the police."""

    REPORT = "report"
    CONVICTION = "conviction"


class RestrictionException(StrEnum):
    """Why data under restriction may be used all the same (Art. 18(2) GDPR)."""

    CONSENT = "consent"
    LEGAL_CLAIMS = "legal_claims"
    RIGHTS_OF_ANOTHER = "rights_of_another"
    PUBLIC_INTEREST = "public_interest"
