"""Requests of data subjects, step by step: received, identified, composed, decided, delivered, closed."""

from vault.client.calls.call import (
    Call,
    Page,
    Parts,
    doing,
    fetching,
    making,
    nothing,
    only,
    paged,
    reading,
    shaped,
    starting,
)
from vault.ids import HandoverId, LetterId, RequestId
from vault.jobs import JobView
from vault.subject_requests import (
    Answered,
    Closed,
    Collected,
    DocumentWithheld,
    DueRequest,
    Evidence,
    FileDecided,
    Fulfilled,
    Hit,
    HitAllowed,
    Identified,
    IssuedCode,
    MadeDelivery,
    Moved,
    NewAnnouncement,
    NewCode,
    NewDecision,
    NewDelivery,
    NewExtension,
    NewFulfilment,
    NewQuestion,
    NewRequest,
    OpenedRequest,
    PickUp,
    QueueItem,
    Represented,
    RequestSummary,
    RequestView,
    Resolved,
    ScopeAgreed,
    TypedCode,
)


def open_request(new: NewRequest, *, key: str | None = None) -> Call[OpenedRequest]:
    """Registers a request: its clock runs, and what is found is kept from deletion."""
    return making("/v1/access-requests", new, shaped(OpenedRequest), key)


def requests() -> Parts[RequestSummary]:
    """Every request, the soonest due first, a page at a time; nobody's name."""
    return paged(lambda where: reading("/v1/access-requests", Page[RequestSummary], where))


def read_request(request_id: RequestId) -> Call[RequestView]:
    """A request with what the person said and gave."""
    return reading(_of(request_id), RequestView)


def requests_due(within: int = 400) -> Call[list[DueRequest]]:
    """Requests that are not answered and due in so many days, the most urgent first."""
    return Call(
        method="GET",
        path="/v1/access-requests/due",
        read=only(list[DueRequest]),
        safe=True,
        parameters={"within": str(within)},
    )


def request_calendar() -> Call[bytes]:
    """Target and due date of each request as an iCalendar file."""
    return fetching("/v1/access-requests/calendar")


def acknowledge_request(request_id: RequestId, *, key: str | None = None) -> Call[Moved]:
    """Writes that the request was received and by when it is answered."""
    return making(f"{_of(request_id)}/acknowledgement", None, shaped(Moved), key)


def ask_person(request_id: RequestId, new: NewQuestion, *, key: str | None = None) -> Call[Moved]:
    """Asks who somebody is or what they mean, for a doubt of this request. The clock stands still until it ends."""
    return making(f"{_of(request_id)}/questions", new, shaped(Moved), key)


def resume_clock(request_id: RequestId, resolved: Resolved, *, key: str | None = None) -> Call[Moved]:
    """Records that the question is answered: the clock runs on from that day."""
    return making(f"{_of(request_id)}/clarifications", resolved, shaped(Moved), key)


def extend_request(request_id: RequestId, new: NewExtension, *, key: str | None = None) -> Call[Moved]:
    """Extends the time once, within the first month, and writes the letter that tells the person why."""
    return making(f"{_of(request_id)}/extension", new, shaped(Moved), key)


def agree_scope(request_id: RequestId, agreed: ScopeAgreed, *, key: str | None = None) -> Call[None]:
    """Records how the request is understood, and a narrowing that the person agreed to."""
    return making(f"{_of(request_id)}/scope", agreed, nothing, key)


def identify_person(request_id: RequestId, identified: Identified, *, key: str | None = None) -> Call[None]:
    """Records how somebody was identified and what came of it. A proof is shown and never sent."""
    return making(f"{_of(request_id)}/identity", identified, nothing, key)


def send_code(request_id: RequestId, new: NewCode) -> Call[IssuedCode]:
    """Makes a code for an address or phone that was on record before the request. It is shown once."""
    return doing(f"{_of(request_id)}/codes", new, shaped(IssuedCode))


def enter_code(request_id: RequestId, typed: TypedCode) -> Call[None]:
    """Proves a known address by the code that was sent there. Five attempts."""
    return doing(f"{_of(request_id)}/codes/entered", typed, nothing)


def represent_person(request_id: RequestId, represented: Represented, *, key: str | None = None) -> Call[None]:
    """Records on which authority somebody acts for the person, how far and until when."""
    return making(f"{_of(request_id)}/representative", represented, nothing, key)


def withhold_document(request_id: RequestId, withheld: DocumentWithheld, *, key: str | None = None) -> Call[None]:
    """Keeps one document out of the answer as a whole, on a ground and with facts of its own."""
    return making(f"{_of(request_id)}/withheld", withheld, nothing, key)


def decide_file(request_id: RequestId, decided: FileDecided, *, key: str | None = None) -> Call[None]:
    """Records whether a picture, recording or other file goes out, by somebody who looked at it or listened to it."""
    return making(f"{_of(request_id)}/files", decided, nothing, key)


def answer_request(request_id: RequestId) -> Call[Answered]:
    """Locates everything about the person, masks what belongs to others, and composes the package."""
    return doing(f"{_of(request_id)}/answer", None, shaped(Answered))


def start_answer(request_id: RequestId) -> Call[JobView]:
    """Has a request answered in the background."""
    return starting(f"{_of(request_id)}/jobs", JobView)


def prepare_request(request_id: RequestId) -> Call[Answered]:
    """Composes an answer and checks the finished files; it waits for approval then and can be composed anew."""
    return starting(f"{_of(request_id)}/preparation", Answered)


def prepare_requests() -> Call[list[QueueItem]]:
    """Composes and checks the answer of every open request whose clock runs; each waits for approval then."""
    return Call(method="POST", path="/v1/access-requests/run", read=only(list[QueueItem]), safe=True)


def read_findings(request_id: RequestId) -> Call[list[Hit]]:
    """What of other people stands in the finished files without a decision."""
    return Call(method="GET", path=f"{_of(request_id)}/findings", read=only(list[Hit]), safe=True)


def allow_finding(request_id: RequestId, allowed: HitAllowed, *, key: str | None = None) -> Call[None]:
    """Decides that something may go out, with a reason. Somebody else approves the answer then."""
    return making(f"{_of(request_id)}/findings", allowed, nothing, key)


def approve_request(request_id: RequestId, *, key: str | None = None) -> Call[RequestView]:
    """Approves the composed answer as it is."""
    return making(f"{_of(request_id)}/approval", None, shaped(RequestView), key)


def read_package(request_id: RequestId, name: str) -> Call[bytes]:
    """A file of an answered request's package, by a name of the manifest such as `letter.pdf`."""
    return fetching(f"{_of(request_id)}/package/{name}")


def decide_request(request_id: RequestId, new: NewDecision, *, key: str | None = None) -> Call[LetterId]:
    """Refuses a request, or grants it wholly or partly and carries it out, by a letter with reasons and remedies."""
    return making(f"{_of(request_id)}/decision", new, only(LetterId), key)


def fulfil_request(request_id: RequestId, new: NewFulfilment, *, key: str | None = None) -> Call[Fulfilled]:
    """Does what does not wait for the decision, such as restricting meanwhile, or lifts a restriction after it."""
    return making(f"{_of(request_id)}/fulfilments", new, shaped(Fulfilled), key)


def announce_lifting(request_id: RequestId, new: NewAnnouncement, *, key: str | None = None) -> Call[LetterId]:
    """Writes the letter that a restriction will be lifted; it goes out before it is."""
    return making(f"{_of(request_id)}/lifting-notices", new, only(LetterId), key)


def read_letter(request_id: RequestId, letter_id: LetterId) -> Call[bytes]:
    """A letter about a request, as tagged PDF."""
    return fetching(f"{_of(request_id)}/letters/{letter_id}")


def deliver_request(request_id: RequestId, new: NewDelivery) -> Call[MadeDelivery]:
    """Makes what goes out of an approved answer: encrypted, or to be collected once with a code."""
    return doing(f"{_of(request_id)}/delivery", new, shaped(MadeDelivery))


def collect_package(delivery_id: HandoverId, pick_up: PickUp) -> Call[dict[str, bytes]]:
    """The files of a package by their names, for its code, once. Five attempts."""
    path = f"/v1/access-requests/deliveries/{delivery_id}/collection"
    return doing(path, pick_up, only(dict[str, bytes]))


def confirm_receipt(request_id: RequestId, collected: Collected, *, key: str | None = None) -> Call[None]:
    """Records that the person has the answer."""
    return making(f"{_of(request_id)}/receipt", collected, nothing, key)


def close_request(request_id: RequestId, closed: Closed, *, key: str | None = None) -> Call[None]:
    """Ends the work on a request that is answered, was withdrawn or was handed on."""
    return making(f"{_of(request_id)}/closing", closed, nothing, key)


def request_evidence(request_id: RequestId) -> Call[Evidence]:
    """The file for an authority: what was done, when and why, with hashes and proofs of the log. It names nobody."""
    return reading(f"{_of(request_id)}/evidence", Evidence)


def export_portable(request_id: RequestId) -> Call[bytes]:
    """What a person provided, to be taken elsewhere: contact details and their own words, as JSON."""
    return fetching(f"{_of(request_id)}/portable")


def _of(request_id: RequestId) -> str:
    return f"/v1/access-requests/{request_id}"
