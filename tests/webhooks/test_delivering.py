"""What happens is told to other systems: after it is committed, until it arrives, signed, and with ids alone."""

import base64
import hashlib
import hmac
from datetime import date, timedelta
from ipaddress import ip_network

import pytest
from tests.webhooks.conftest import HERE, add_hook
from tests.webhooks.receiver import Received, Receiver, listening
from tests.world import World, case, document, party, person

from vault import complaints, retention, subject_requests, subjects, webhooks
from vault.accounts.networks import Network
from vault.clock import StoppedClock
from vault.complaints import CaseChange, NewClosing, Outcome, Role
from vault.dispatching import Dispatcher
from vault.errors import InvalidInput, NotFound, Unavailable
from vault.ids import SubjectId
from vault.policy import RoleName
from vault.subject_requests import NewRequest
from vault.subjects import NewFlag
from vault.subjects.standing.model import FlagGround, FlagKind
from vault.webhooks import DeliveryState, EventType, NewWebhook, Replay, SecretRotation, WebhookSecret
from vault.webhooks.addresses import address_of, endpoint

R = RoleName
WORDS = "Et meget personligt udsagn om Vibeke"


def told() -> complaints.NewCase:
    return case(party("K", Role.COMPLAINANT, person("Vibeke Testrup")), documents=(document(WORDS),))


def signature(secret: str, one: Received) -> str:
    """As a receiver computes it, by the text of Standard Webhooks and with nothing of ours."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{one.headers['webhook-id']}.{one.headers['webhook-timestamp']}.".encode() + one.body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_a_stored_case_is_told_in_a_signed_cloud_event_of_ids(
    world: World, receiver: Receiver, dispatcher: Dispatcher, hook: WebhookSecret
) -> None:
    stored = world.store(told())
    assert dispatcher.deliver() == 1
    (one,) = receiver.received
    assert one.event() == {
        "specversion": "1.0",
        "id": one.headers["webhook-id"],
        "source": f"urn:uuid:{world.organisation}",
        "type": "case.stored",
        "subject": str(stored.case_id),
        "time": "2026-11-23T09:30:00Z",
        "datacontenttype": "application/json",
        "data": {"case_id": str(stored.case_id)},
    }
    assert one.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert one.headers["webhook-signature"] == signature(hook.secret, one)
    assert one.headers["webhook-timestamp"] == str(int(world.clock.now().timestamp()))
    assert dispatcher.deliver() == 0


def test_each_kind_of_change_is_told(
    world: World, receiver: Receiver, dispatcher: Dispatcher, hook: WebhookSecret
) -> None:
    """Once for each thing that was done, and nothing of it is personal."""
    assert hook.secret
    stored = world.store(told())
    subject = stored.subjects[0]
    assert subject is not None
    worker, dpo = R.CASE_WORKER, R.DPO
    world.call(worker, complaints.change_case, stored.case_id, CaseChange(witness_count=2), 1)
    flag = NewFlag(kind=FlagKind.OBJECTION, ground=FlagGround.OWN_SITUATION, on=date(2026, 11, 20))
    world.call(dpo, subjects.add_flag, subject, flag)
    closing = NewClosing(on=date(2026, 11, 22), outcome=Outcome.SETTLED)
    world.call(worker, complaints.close_case, stored.case_id, closing, 2)
    asked = NewRequest(
        received_on=date(2026, 11, 20),
        channel=subject_requests.Channel.EMAIL,
        language=told().language,
        text="?",
        given=subjects.Given(name="Vibeke Testrup"),
    )
    made = world.call(dpo, subject_requests.open_request, asked)
    world.call(dpo, subject_requests.answer_request, made.request_id)
    dispatcher.deliver()
    # Several are under way at once, so they arrive in no order.
    assert sorted(receiver.types()) == sorted(
        ("case.stored", "case.changed", "subject.restricted", "case.closed", "request.opened", "request.answered")
    )
    assert all(WORDS.encode() not in one.body and b"Vibeke" not in one.body for one in receiver.received)


def test_an_erasure_is_told_of_the_case_and_of_each_person(
    world: World, receiver: Receiver, dispatcher: Dispatcher
) -> None:
    stored = world.store(case(party("K", Role.COMPLAINANT, person()), closed=date(2020, 1, 1)))
    add_hook(world, receiver.url, EventType.CASE_ERASED, EventType.SUBJECT_ERASED, EventType.PURGE_CERTIFIED)
    plan = world.call(R.RETENTION_JOB, retention.plan)
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    dispatcher.deliver()
    erased = {(one.event()["type"], one.event()["subject"]) for one in receiver.received}
    assert erased == {
        ("case.erased", str(stored.case_id)),
        ("subject.erased", str(stored.subjects[0])),
        ("purge.certified", str(plan.plan_id)),
    }


def test_what_was_rolled_back_is_not_told(world: World, dispatcher: Dispatcher, hook: WebhookSecret) -> None:
    assert hook.secret
    with pytest.raises(NotFound):
        world.store(case(party("K", Role.COMPLAINANT, subject_id=SubjectId(hook.webhook_id))))
    assert dispatcher.deliver() == 0
    assert world.call(R.ORG_ADMIN, webhooks.list_deliveries, hook.webhook_id) == []


def test_another_organisations_events_are_not_told(
    world: World, receiver: Receiver, dispatcher: Dispatcher, hook: WebhookSecret
) -> None:
    assert hook.secret
    elsewhere = world.another_organisation()
    world.call_in(elsewhere, R.INGEST, complaints.store_case, told())
    assert dispatcher.deliver() == 0
    assert receiver.received == []


def test_a_message_that_failed_is_sent_again_the_same_and_later_each_time(
    world: World, clock: StoppedClock, receiver: Receiver, dispatcher: Dispatcher, hook: WebhookSecret
) -> None:
    receiver.answers += [(500, {}), (503, {})]
    world.store(told())
    waits: list[timedelta] = []
    while not dispatcher.deliver():
        (one,) = world.call(R.ORG_ADMIN, webhooks.list_deliveries, hook.webhook_id)
        assert one.next_at is not None
        assert one.failure in {"it answered 500", "it answered 503"}
        waits.append(one.next_at - clock.now())
        clock.advance(one.next_at - clock.now())
    first, second, third = receiver.received
    assert first.body == second.body == third.body
    assert first.headers["webhook-id"] == third.headers["webhook-id"]
    assert timedelta(seconds=2.5) <= waits[0] <= timedelta(seconds=5) <= waits[1] <= timedelta(seconds=10)


def test_a_message_that_never_arrives_is_given_up_seen_and_sent_once_more(
    world: World, clock: StoppedClock, receiver: Receiver, dispatcher: Dispatcher, hook: WebhookSecret
) -> None:
    receiver.answers += [(500, {})] * 200
    world.store(told())
    (one,) = world.call(R.ORG_ADMIN, webhooks.list_deliveries, hook.webhook_id)
    state = DeliveryState.WAITING
    while state is DeliveryState.WAITING:
        dispatcher.deliver()
        (one,) = world.call(R.ORG_ADMIN, webhooks.list_deliveries, hook.webhook_id)
        state = one.state
        clock.advance((one.next_at or clock.now()) - clock.now())
    assert state is DeliveryState.DEAD
    assert clock.now() - one.at < timedelta(days=3)
    assert one.attempts > 20
    (seen,) = world.call(R.ORG_ADMIN, webhooks.list_webhooks)
    assert (seen.dead, seen.waiting) == (1, 0)
    receiver.answers.clear()
    assert world.call(R.ORG_ADMIN, webhooks.replay, hook.webhook_id, Replay()).messages == 1
    assert dispatcher.deliver() == 1
    assert receiver.received[-1].body == receiver.received[0].body
    with pytest.raises(NotFound):
        world.call(R.ORG_ADMIN, webhooks.replay, hook.webhook_id, Replay(delivery_id=one.delivery_id))


def test_a_receiver_that_says_that_it_is_gone_is_not_asked_again(
    world: World, receiver: Receiver, dispatcher: Dispatcher, hook: WebhookSecret
) -> None:
    receiver.answers.append((410, {}))
    world.store(told())
    dispatcher.deliver()
    (one,) = world.call(R.ORG_ADMIN, webhooks.list_deliveries, hook.webhook_id)
    assert (one.state, one.failure) == (DeliveryState.DEAD, "it answered 410")


def test_a_redirect_is_a_failure_and_is_not_followed(
    world: World, receiver: Receiver, dispatcher: Dispatcher, hook: WebhookSecret
) -> None:
    assert hook.secret
    with listening() as elsewhere:
        receiver.answers.append((307, {"Location": elsewhere.url}))
        world.store(told())
        assert dispatcher.deliver() == 0
        assert elsewhere.received == []


def test_one_that_does_not_answer_keeps_no_other_waiting(
    world: World, receiver: Receiver, dispatcher: Dispatcher, hook: WebhookSecret
) -> None:
    """Nobody listens on the other's port."""
    assert hook.secret
    with listening() as closed:
        away = add_hook(world, closed.url)
    world.store(told())
    assert dispatcher.deliver() == 1
    assert len(receiver.received) == 1
    (one,) = world.call(R.ORG_ADMIN, webhooks.list_deliveries, away.webhook_id)
    assert one.failure == "ConnectError"


def test_with_a_new_secret_messages_carry_both_signatures_for_the_overlap(
    world: World, clock: StoppedClock, receiver: Receiver, dispatcher: Dispatcher, hook: WebhookSecret
) -> None:
    again = world.call(R.ORG_ADMIN, webhooks.rotate_webhook, hook.webhook_id, SecretRotation(overlap_hours=1))
    world.store(told())
    dispatcher.deliver()
    (one,) = receiver.received
    expected = [signature(again.secret, one), signature(hook.secret, one)]
    assert one.headers["webhook-signature"].split(" ") == expected
    clock.advance(timedelta(hours=1))
    world.store(told())
    dispatcher.deliver()
    assert receiver.received[-1].headers["webhook-signature"] == signature(again.secret, receiver.received[-1])


def test_a_removed_webhook_is_sent_nothing_more(
    world: World, receiver: Receiver, dispatcher: Dispatcher, hook: WebhookSecret
) -> None:
    world.store(told())
    world.call(R.ORG_ADMIN, webhooks.remove_webhook, hook.webhook_id)
    assert dispatcher.deliver() == 0
    assert receiver.received == []
    with pytest.raises(NotFound):
        world.call(R.ORG_ADMIN, webhooks.remove_webhook, hook.webhook_id)


def test_a_ping_arrives_whatever_was_asked_for(world: World, receiver: Receiver, dispatcher: Dispatcher) -> None:
    hook = add_hook(world, receiver.url, EventType.CASE_ERASED)
    world.store(told())
    world.call(R.ORG_ADMIN, webhooks.ping_webhook, hook.webhook_id)
    dispatcher.deliver()
    assert receiver.types() == ["webhook.pinged"]


def test_two_senders_at_once_send_a_message_once(
    world: World, receiver: Receiver, dispatcher: Dispatcher, hook: WebhookSecret
) -> None:
    """Another process takes what is due; this one finds nothing."""
    assert hook.secret
    world.store(told())
    sender = world.by("vault:dispatcher", R.OPERATOR)
    assert len(world.vault.call(sender, webhooks.take_due)) == 1
    assert dispatcher.deliver() == 0
    assert receiver.received == []


def test_a_sender_that_is_killed_while_it_sends_is_followed_by_another(
    world: World, clock: StoppedClock, receiver: Receiver, dispatcher: Dispatcher, hook: WebhookSecret
) -> None:
    assert hook.secret
    world.store(told())
    world.vault.call(world.by("vault:dispatcher", R.OPERATOR), webhooks.take_due)
    clock.advance(timedelta(minutes=2))
    assert dispatcher.deliver() == 1
    assert receiver.types() == ["case.stored"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://cases.example/hook",
        "cases.example/hook",
        "https://",
        "https://user:word@cases.example/hook",
        "https://cases.example/hook#part",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.7/hook",
        "https://[::1]/hook",
        "https://[::ffff:10.0.0.7]/hook",
        "https://0.0.0.0/hook",
        "https://cases.example:port/hook",
        "https://caſes.example/hook",
    ],
)
def test_an_address_that_messages_are_not_sent_to_is_refused(world: World, url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.call(R.ORG_ADMIN, webhooks.create_webhook, NewWebhook(url=url), HERE)
    assert refused.value.field == "url"
    assert url not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1/hook", ()),
        ("http://10.0.0.7/hook", (ip_network("10.0.0.0/8"),)),
        ("http://cases.internal/hook", (ip_network("10.0.0.0/8"), ip_network("127.0.0.0/8"))),
        ("http://localhost.internal/hook", (ip_network("127.0.0.0/8"),)),
    ],
)
def test_without_tls_messages_go_to_this_machine_alone(world: World, url: str, allowed: tuple[Network, ...]) -> None:
    """Whatever networks of its own an installation names."""
    with pytest.raises(InvalidInput, match="https"):
        world.call(R.ORG_ADMIN, webhooks.create_webhook, NewWebhook(url=url), allowed)


def test_a_name_of_this_machine_that_leads_away_from_it_is_not_called_without_tls() -> None:
    target = endpoint("http://localhost/hook", (ip_network("10.0.0.0/8"),))
    with pytest.raises(Unavailable, match="TLS"):
        address_of(target, (ip_network("10.0.0.0/8"),), lambda _host, _port: ["10.0.0.7"])


@pytest.mark.parametrize(
    "resolved",
    [["10.1.2.3"], ["192.0.2.7"], ["93.184.215.14", "127.0.0.1"], ["::ffff:192.168.0.1"], ["not an address"], []],
)
def test_a_name_that_leads_inside_is_not_called(world: World, receiver: Receiver, resolved: list[str]) -> None:
    """Also where only one of its addresses does, and where it did not when the webhook was created."""
    secret = world.call(R.ORG_ADMIN, webhooks.create_webhook, NewWebhook(url="https://cases.example/hook"))
    world.store(told())
    sending = Dispatcher(world.vault, resolving=lambda _host, _port: resolved)
    # This machine's network is allowed to the fixture's vault, and is not to this sender.
    sending._allowed = ()
    assert sending.deliver() == 0
    sending.close()
    (one,) = world.call(R.ORG_ADMIN, webhooks.list_deliveries, secret.webhook_id)
    assert one.failure == "its name leads into a network that messages are not sent to"
    assert receiver.received == []
