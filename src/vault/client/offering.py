"""What a vault can be asked for, said once for both clients."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from inspect import Parameter, signature
from types import MethodType
from typing import Any, Generic, ParamSpec, Self, TypeVar, overload

from vault.client.calls import attachments as _attachments
from vault.client.calls import cases as _cases
from vault.client.calls import log as _log
from vault.client.calls import organisation as _organisation
from vault.client.calls import people as _people
from vault.client.calls import requests as _requests
from vault.client.calls import retention as _retention
from vault.client.calls import reviews as _reviews
from vault.client.calls import sharing as _sharing
from vault.client.calls import staff as _staff
from vault.client.calls import webhooks as _webhooks
from vault.client.calls import work as _work
from vault.client.calls.call import Call, Parts

P = ParamSpec("P")
T = TypeVar("T")


class Blocking(ABC):
    """A client whose methods wait for the answer."""

    @abstractmethod
    def lines(self, call: Call[T]) -> Iterator[T]:
        """Every line of an answer as it comes. Raises as `run`."""

    @abstractmethod
    def run(self, call: Call[T]) -> T:
        """Sends a call, and again as often as is safe. Raises Refused, Unreachable."""

    @abstractmethod
    def each(self, parts: Parts[T]) -> Iterator[T]:
        """Everything of a list, fetched a part at a time."""


class Awaited(ABC):
    """A client whose methods are awaited."""

    @abstractmethod
    def lines(self, call: Call[T]) -> AsyncIterator[T]:
        """Every line of an answer as it comes. Raises as `run`."""

    @abstractmethod
    async def run(self, call: Call[T]) -> T:
        """Sends a call, and again as often as is safe. Raises Refused, Unreachable."""

    @abstractmethod
    def each(self, parts: Parts[T]) -> AsyncIterator[T]:
        """Everything of a list, fetched a part at a time."""


class Asked(Generic[P, T]):
    """A call as a method of either client, with the name, the words and the parameters of the call."""

    def __init__(self, call: Callable[P, Call[T]]) -> None:
        self._method = _described(lambda client, *args, **kwargs: client.run(call(*args, **kwargs)), call)

    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    @overload
    def __get__(self, client: Blocking, owner: type) -> Callable[P, T]: ...
    @overload
    def __get__(self, client: Awaited, owner: type) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, client: Blocking | Awaited | None, owner: type) -> Any:
        return self._method if client is None else MethodType(self._method, client)


class _Many(Generic[P, T]):
    """What comes one after the other, as a method of either client."""

    _method: Callable[..., Any]

    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    @overload
    def __get__(self, client: Blocking, owner: type) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, client: Awaited, owner: type) -> Callable[P, AsyncIterator[T]]: ...
    def __get__(self, client: Blocking | Awaited | None, owner: type) -> Any:
        return self._method if client is None else MethodType(self._method, client)


class Listed(_Many[P, T]):
    """A list that comes in parts, as a method of either client."""

    def __init__(self, call: Callable[P, Parts[T]]) -> None:
        self._method = _described(lambda client, *args, **kwargs: client.each(call(*args, **kwargs)), call)


class Streamed(_Many[P, T]):
    """An answer of many lines, as a method of either client."""

    def __init__(self, call: Callable[P, Call[T]]) -> None:
        self._method = _described(lambda client, *args, **kwargs: client.lines(call(*args, **kwargs)), call)


def _described(method: Callable[..., Any], call: Callable[..., Any]) -> Callable[..., Any]:
    method.__name__, method.__doc__ = call.__name__, call.__doc__
    mine = Parameter("self", Parameter.POSITIONAL_ONLY)
    taken = signature(call)
    vars(method)["__signature__"] = taken.replace(parameters=[mine, *taken.parameters.values()])
    return method


class Offered:
    """Every call, as a method."""

    store_case = Asked(_cases.store_case)
    read_case = Asked(_cases.read_case)
    read_situation = Asked(_cases.read_situation)
    cases = Listed(_cases.cases)
    search = Listed(_cases.search)
    change_case = Asked(_cases.change_case)
    close_case = Asked(_cases.close_case)
    reopen_case = Asked(_cases.reopen_case)
    add_document = Asked(_cases.add_document)
    add_step = Asked(_cases.add_step)
    add_entry = Asked(_cases.add_entry)
    add_party = Asked(_cases.add_party)
    change_party = Asked(_cases.change_party)
    record_disclosure = Asked(_cases.record_disclosure)
    check_filing = Asked(_cases.check_filing)
    close_lane = Asked(_cases.close_lane)
    reopen_lane = Asked(_cases.reopen_lane)
    open_confidential_identity = Asked(_cases.open_confidential_identity)
    read_report_policy = Asked(_cases.read_report_policy)
    hand_in_report = Asked(_cases.hand_in_report)
    read_mailbox = Asked(_cases.read_mailbox)
    ask_reporter = Asked(_cases.ask_reporter)
    check_text = Asked(_cases.check_text)
    list_remarks = Asked(_cases.list_remarks)
    decide_remark = Asked(_cases.decide_remark)

    add_attachment = Asked(_attachments.add_attachment)
    list_attachments = Asked(_attachments.list_attachments)
    read_attachment_text = Asked(_attachments.read_attachment_text)
    delete_attachment = Asked(_attachments.delete_attachment)

    store_subject = Asked(_people.store_subject)
    read_subject = Asked(_people.read_subject)
    change_subject = Asked(_people.change_subject)
    find_subjects = Asked(_people.find_subjects)
    read_standing = Asked(_people.read_standing)
    add_flag = Asked(_people.add_flag)
    end_flag = Asked(_people.end_flag)
    add_tie = Asked(_people.add_tie)
    join_subjects = Asked(_people.join_subjects)
    part_subjects = Asked(_people.part_subjects)
    remove_tie = Asked(_people.remove_tie)
    list_protections_due = Asked(_people.list_protections_due)
    confirm_protection = Asked(_people.confirm_protection)
    lift_protection = Asked(_people.lift_protection)

    open_request = Asked(_requests.open_request)
    requests = Listed(_requests.requests)
    read_request = Asked(_requests.read_request)
    requests_due = Asked(_requests.requests_due)
    request_calendar = Asked(_requests.request_calendar)
    acknowledge_request = Asked(_requests.acknowledge_request)
    ask_person = Asked(_requests.ask_person)
    resume_clock = Asked(_requests.resume_clock)
    extend_request = Asked(_requests.extend_request)
    agree_scope = Asked(_requests.agree_scope)
    identify_person = Asked(_requests.identify_person)
    send_code = Asked(_requests.send_code)
    enter_code = Asked(_requests.enter_code)
    represent_person = Asked(_requests.represent_person)
    withhold_document = Asked(_requests.withhold_document)
    decide_file = Asked(_requests.decide_file)
    answer_request = Asked(_requests.answer_request)
    start_answer = Asked(_requests.start_answer)
    prepare_request = Asked(_requests.prepare_request)
    prepare_requests = Asked(_requests.prepare_requests)
    read_findings = Asked(_requests.read_findings)
    allow_finding = Asked(_requests.allow_finding)
    approve_request = Asked(_requests.approve_request)
    read_package = Asked(_requests.read_package)
    decide_request = Asked(_requests.decide_request)
    fulfil_request = Asked(_requests.fulfil_request)
    announce_lifting = Asked(_requests.announce_lifting)
    read_letter = Asked(_requests.read_letter)
    deliver_request = Asked(_requests.deliver_request)
    collect_package = Asked(_requests.collect_package)
    confirm_receipt = Asked(_requests.confirm_receipt)
    close_request = Asked(_requests.close_request)
    request_evidence = Asked(_requests.request_evidence)
    export_portable = Asked(_requests.export_portable)

    start_review = Asked(_reviews.start_review)
    read_review = Asked(_reviews.read_review)
    read_review_text = Asked(_reviews.read_review_text)
    list_review_questions = Asked(_reviews.list_review_questions)
    list_review_decisions = Asked(_reviews.list_review_decisions)
    decide_places = Asked(_reviews.decide_places)
    withdraw_decision = Asked(_reviews.withdraw_decision)
    add_place = Asked(_reviews.add_place)
    list_disagreements = Asked(_reviews.list_disagreements)
    list_candidates = Asked(_reviews.list_candidates)
    decide_candidate = Asked(_reviews.decide_candidate)
    approve_review = Asked(_reviews.approve_review)
    read_search_protocol = Asked(_reviews.read_search_protocol)

    register_recipient = Asked(_sharing.register_recipient)
    list_recipients = Asked(_sharing.list_recipients)
    change_recipient = Asked(_sharing.change_recipient)
    end_recipient = Asked(_sharing.end_recipient)
    list_scenarios = Asked(_sharing.list_scenarios)
    make_agreement = Asked(_sharing.make_agreement)
    list_agreements = Asked(_sharing.list_agreements)
    change_agreement = Asked(_sharing.change_agreement)
    end_agreement = Asked(_sharing.end_agreement)
    give_consent = Asked(_sharing.give_consent)
    read_consents = Asked(_sharing.read_consents)
    withdraw_consent = Asked(_sharing.withdraw_consent)
    list_disclosures = Asked(_sharing.list_disclosures)
    preview_disclosure = Asked(_sharing.preview_disclosure)
    disclose = Asked(_sharing.disclose)
    answer_disclosure = Asked(_sharing.answer_disclosure)
    record_information = Asked(_sharing.record_information)
    list_sharing_due = Asked(_sharing.list_sharing_due)
    report_concern = Asked(_sharing.report_concern)
    list_concerns = Asked(_sharing.list_concerns)
    confirm_concern = Asked(_sharing.confirm_concern)
    list_notices = Asked(_sharing.list_notices)
    settle_notice = Asked(_sharing.settle_notice)

    place_hold = Asked(_retention.place_hold)
    list_holds = Asked(_retention.list_holds)
    review_hold = Asked(_retention.review_hold)
    end_hold = Asked(_retention.end_hold)
    list_reviews = Asked(_retention.list_reviews)
    decide_review = Asked(_retention.decide_review)
    plan_purge = Asked(_retention.plan_purge)
    list_plans = Asked(_retention.list_plans)
    read_plan = Asked(_retention.read_plan)
    apply_plan = Asked(_retention.apply_plan)
    start_purge = Asked(_retention.start_purge)
    read_certificate = Asked(_retention.read_certificate)
    report_overdue = Asked(_retention.report_overdue)
    read_deletions = Asked(_retention.read_deletions)

    read_job = Asked(_work.read_job)
    cancel_job = Asked(_work.cancel_job)
    begin_import = Asked(_work.begin_import)
    read_import = Asked(_work.read_import)
    import_cases = Listed(_work.import_cases)
    import_table = Streamed(_work.import_table)

    create_webhook = Asked(_webhooks.create_webhook)
    list_webhooks = Asked(_webhooks.list_webhooks)
    rotate_webhook = Asked(_webhooks.rotate_webhook)
    remove_webhook = Asked(_webhooks.remove_webhook)
    ping_webhook = Asked(_webhooks.ping_webhook)
    deliveries = Listed(_webhooks.deliveries)
    replay = Asked(_webhooks.replay)

    read_organisation = Asked(_organisation.read_organisation)
    change_organisation = Asked(_organisation.change_organisation)
    create_client = Asked(_organisation.create_client)
    list_clients = Asked(_organisation.list_clients)
    rotate_client = Asked(_organisation.rotate_client)
    revoke_client = Asked(_organisation.revoke_client)
    explain_access = Asked(_organisation.explain_access)
    test_access = Asked(_organisation.test_access)
    publish_guide = Asked(_organisation.publish_guide)
    list_guides = Asked(_organisation.list_guides)
    read_guide = Asked(_organisation.read_guide)
    make_statistics_report = Asked(_organisation.make_statistics_report)

    invite_staff = Asked(_staff.invite_staff)
    list_staff = Asked(_staff.list_staff)
    change_staff_roles = Asked(_staff.change_staff_roles)
    change_staff_departments = Asked(_staff.change_staff_departments)
    reset_staff = Asked(_staff.reset_staff)
    sign_staff_out = Asked(_staff.sign_staff_out)
    end_staff = Asked(_staff.end_staff)
    list_open_cases_of = Asked(_staff.list_open_cases_of)
    list_sessions = Asked(_staff.list_sessions)
    end_session = Asked(_staff.end_session)
    end_other_sessions = Asked(_staff.end_other_sessions)
    sign_out = Asked(_staff.sign_out)
    open_emergency = Asked(_staff.open_emergency)
    list_emergencies = Asked(_staff.list_emergencies)
    end_emergency = Asked(_staff.end_emergency)
    review_emergency = Asked(_staff.review_emergency)
    ask_approval = Asked(_staff.ask_approval)
    list_approvals = Asked(_staff.list_approvals)
    confirm_approval = Asked(_staff.confirm_approval)
    refuse_approval = Asked(_staff.refuse_approval)
    withdraw_approval = Asked(_staff.withdraw_approval)

    events = Listed(_log.events)
    prove_event = Asked(_log.prove_event)
    read_checkpoint = Asked(_log.read_checkpoint)
    read_log_keys = Asked(_log.read_log_keys)
    prove_growth = Asked(_log.prove_growth)
    verify_log = Asked(_log.verify_log)
    read_consultations = Asked(_log.read_consultations)
    review_access = Asked(_log.review_access)
    read_safekeeping = Asked(_log.read_safekeeping)
