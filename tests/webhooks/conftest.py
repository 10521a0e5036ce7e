"""A vault that may call this machine, and somebody there who listens."""

from collections.abc import Iterator

import msgspec
import pytest
from tests.webhooks.receiver import Receiver, listening
from tests.world import World

from vault.accounts.networks import network
from vault.clock import StoppedClock
from vault.dispatching import Dispatcher
from vault.opening import open_vault
from vault.policy import RoleName
from vault.settings import Settings
from vault.webhooks import EventType, NewWebhook, WebhookSecret, create_webhook
from vault.wiring import Vault

HERE = (network("127.0.0.0/8", "test"),)


@pytest.fixture
def vault(configured: Settings, clock: StoppedClock) -> Iterator[Vault]:
    with open_vault(msgspec.structs.replace(configured, webhook_networks=("127.0.0.0/8",)), clock) as opened:
        yield opened


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as made:
        yield made


@pytest.fixture
def dispatcher(vault: Vault) -> Iterator[Dispatcher]:
    made = Dispatcher(vault)
    yield made
    made.close()


@pytest.fixture
def hook(world: World, receiver: Receiver) -> WebhookSecret:
    return add_hook(world, receiver.url)


def add_hook(world: World, url: str, *types: EventType) -> WebhookSecret:
    return world.call(RoleName.ORG_ADMIN, create_webhook, NewWebhook(url=url, types=types), HERE)
