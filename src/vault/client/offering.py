"""What a vault can be asked for, said once for both clients."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from inspect import Parameter, signature
from types import MethodType
from typing import Any, Generic, ParamSpec, Self, TypeVar, overload

from vault.client.calls import attachments as _attachments
from vault.client.calls import cases as _cases
from vault.client.calls import holds as _holds
from vault.client.calls import people as _people
from vault.client.calls import sharing as _sharing
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


class Listed(Generic[P, T]):
    """A list that comes in parts, as a method of either client."""

    def __init__(self, call: Callable[P, Parts[T]]) -> None:
        self._method = _described(lambda client, *args, **kwargs: client.each(call(*args, **kwargs)), call)

    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    @overload
    def __get__(self, client: Blocking, owner: type) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, client: Awaited, owner: type) -> Callable[P, AsyncIterator[T]]: ...
    def __get__(self, client: Blocking | Awaited | None, owner: type) -> Any:
        return self._method if client is None else MethodType(self._method, client)


class Streamed(Generic[P, T]):
    """An answer of many lines, as a method of either client."""

    def __init__(self, call: Callable[P, Call[T]]) -> None:
        self._method = _described(lambda client, *args, **kwargs: client.lines(call(*args, **kwargs)), call)

    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    @overload
    def __get__(self, client: Blocking, owner: type) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, client: Awaited, owner: type) -> Callable[P, AsyncIterator[T]]: ...
    def __get__(self, client: Blocking | Awaited | None, owner: type) -> Any:
        return self._method if client is None else MethodType(self._method, client)


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
    change_case = Asked(_cases.change_case)
    close_case = Asked(_cases.close_case)
    reopen_case = Asked(_cases.reopen_case)
    add_document = Asked(_cases.add_document)
    add_step = Asked(_cases.add_step)
    add_entry = Asked(_cases.add_entry)
    add_party = Asked(_cases.add_party)
    change_party = Asked(_cases.change_party)
    record_disclosure = Asked(_cases.record_disclosure)
    check_text = Asked(_cases.check_text)
    list_remarks = Asked(_cases.list_remarks)
    decide_remark = Asked(_cases.decide_remark)
    cases = Listed(_cases.cases)
    search = Listed(_cases.search)

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
    open_request = Asked(_people.open_request)
    read_request = Asked(_people.read_request)
    start_answer = Asked(_people.start_answer)

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

    place_hold = Asked(_holds.place_hold)
    list_holds = Asked(_holds.list_holds)
    review_hold = Asked(_holds.review_hold)
    end_hold = Asked(_holds.end_hold)
    list_reviews = Asked(_holds.list_reviews)
    decide_review = Asked(_holds.decide_review)

    plan_purge = Asked(_work.plan_purge)
    start_purge = Asked(_work.start_purge)
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
