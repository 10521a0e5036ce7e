"""A vault is made, or opened: policies read, keys and database found to belong together, erasures caught up with.

Whoever opens one gets a `wiring.Vault`, or one clear reason why not.
"""

from collections import Counter
from typing import Final

from sqlalchemy import Engine

from vault import offboarding
from vault.accounts.limits import Limits
from vault.approvals import limits
from vault.clock import Clock, SystemClock, legal_day
from vault.complaints.attachments.intake import Intake
from vault.complaints.stance import Stances
from vault.deadlines import Country
from vault.epochs import Custody
from vault.errors import Misconfigured
from vault.evidence.unusual import Thresholds
from vault.ids import PLATFORM, OrganisationId
from vault.keys import (
    ORGANISATION,
    Erasure,
    ErasureLedger,
    FileKeystore,
    Keyring,
    holds_keys,
    open_providers,
    read_passphrase,
    record_algorithm,
)
from vault.policy import Actor, Policy, RoleName, approved
from vault.recovery import erase_again, reconciled_to, reconciled_up_to
from vault.retention import check_terms, read
from vault.settings import Settings
from vault.storage import empty, looking, migrate, open_engine, open_storage, pending
from vault.subject_requests.authorities import authority
from vault.wiring import HOLDINGS, Caller, Vault

_ERASED_AT_ONCE: Final = 200


def initialise(settings: Settings, clock: Clock | None = None) -> None:
    """Makes a new vault: a keystore, the schema, the platform's own log. Raises Misconfigured if there is one."""
    clock = clock or SystemClock()
    if settings.keystore.exists():
        raise Misconfigured("there is a keystore here already", hint="choose another folder, or keep this one")
    sealing = record_algorithm(settings)
    engine = open_engine(settings.database_url)
    try:
        _refuse_a_vaults_own(engine)
        migrate(engine)
        providers = open_providers(settings, clock)
        for provider in providers:
            if provider.name != FileKeystore.name:
                provider.references()
        # The keystore comes last: where database or provider fail, none is left that would refuse a second attempt.
        FileKeystore.initialise(settings.keystore, clock, read_passphrase(settings.passphrase_file))
        keyring = Keyring(providers, ErasureLedger.initialise(settings.ledger), sealing)
        # Whoever makes a vault agrees to the rules that it begins with.
        approved.write(settings.approved_policy, Policy.load(settings.policies).approving())
        with engine.begin() as connection:
            keyring.establish(connection, PLATFORM, clock.now())
    finally:
        engine.dispose()


def _refuse_a_vaults_own(engine: Engine) -> None:
    """A database with keys in it opens with the keystore it was made with, and with no new one."""
    with looking(engine) as connection:
        if holds_keys(connection):
            raise Misconfigured("the database is a vault's already", hint="open it with its own keystore")


def check_schema(engine: Engine) -> None:
    """Raises Misconfigured where a database holds no vault, or one of another version."""
    if not pending(engine):
        return
    with looking(engine) as connection:
        if empty(connection):
            raise Misconfigured("there is no vault in this database", hint="create one with: cvault init")
    raise Misconfigured("the database is of another version", hint="run: cvault migrate")


def open_vault(settings: Settings, clock: Clock | None = None) -> Vault:
    """Opens a vault that `initialise` made. Raises Misconfigured where it is not there or not migrated."""
    clock = clock or SystemClock()
    if not settings.keystore.exists():
        raise Misconfigured("there is no vault here", hint="create one with: cvault init")
    policy, sealing = read_policies(settings, clock), record_algorithm(settings)
    engine = open_engine(settings.database_url)
    try:
        check_schema(engine)
    finally:
        engine.dispose()
    storage = open_storage(
        settings.database_url,
        readers=settings.readers,
        pool=settings.pool,
        queue=settings.queue,
        replica=settings.replica_url,
    )
    keyring = Keyring(open_providers(settings, clock), ErasureLedger(settings.ledger), sealing)
    vault = Vault(settings, storage, keyring, policy, clock)
    try:
        vault.erased_again = reconcile(vault)
    except BaseException:
        vault.close()
        raise
    return vault


def read_policies(settings: Settings, clock: Clock) -> Policy:
    """Every policy file, so that a mistake in one is found before it matters. Raises Misconfigured, naming the file."""
    Intake.load(settings.policies)
    Stances.load(settings.policies)
    Custody.load(settings.policies)
    limits(settings.policies)
    Limits.load(settings.policies)
    Thresholds.load(settings.policies)
    for country in Country:
        authority(country, settings.policies, legal_day(clock.now()))
    policy = Policy.load(settings.policies, settings.approved_policy)
    purposes = {one.code: one.retention for one in policy.register}
    check_terms(read(settings.policies), {one.kind: one.terms for one in HOLDINGS}, purposes)
    return policy


def reconcile(vault: Vault) -> Counter[str]:
    """Erases again what the ledger tells of and the database still holds; returns how many records of each kind.

    Raises LedgerBroken where the ledger is older than the database, or another's. Nothing else runs before it.
    """
    marked = vault.call(_operator(PLATFORM), reconciled_up_to)
    head = vault.keyring.ledger.head()
    if marked == head:
        return Counter()
    # Organisations that are gone come first: what else the ledger says of them needs keys that they have no more.
    known = {one.organisation_id for one in vault.organisations()}
    ended = {
        entry.erasure.organisation
        for entry in vault.keyring.ledger.entries(marked)
        if entry.erasure.kind == ORGANISATION and entry.erasure.organisation in known
    }
    for organisation in sorted(ended):
        vault.call(_operator(PLATFORM), offboarding.erase_again, organisation)
    known -= ended
    waiting: dict[OrganisationId, list[Erasure]] = {}
    erased = Counter({ORGANISATION: len(ended)} if ended else ())
    for entry in vault.keyring.ledger.entries(marked):
        erasure = entry.erasure
        if erasure.organisation in known:
            waiting.setdefault(erasure.organisation, []).append(erasure)
            if len(waiting[erasure.organisation]) == _ERASED_AT_ONCE:
                erased += _erase(vault, erasure.organisation, waiting.pop(erasure.organisation))
    for organisation, behind in waiting.items():
        erased += _erase(vault, organisation, behind)
    vault.call(_operator(PLATFORM), reconciled_to, head)
    return erased


def _erase(vault: Vault, organisation: OrganisationId, erasures: list[Erasure]) -> Counter[str]:
    return vault.call(_operator(organisation), erase_again, erasures)


def _operator(organisation: OrganisationId) -> Caller:
    return Caller(Actor("vault:recovery", organisation, frozenset({RoleName.OPERATOR})), "storage_limitation")
