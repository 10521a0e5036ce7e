"""Metrics say how the logs stand, to whoever may see them, and nothing of anybody."""

import urllib.request
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from tests.world import World, case, document, party, person

from vault import complaints
from vault.api.metrics import read_token
from vault.complaints import Role
from vault.errors import Misconfigured, NotPermitted, Unavailable
from vault.metrics import Metrics
from vault.policy import RoleName
from vault.sealing import seal_everything

R = RoleName
OPEN = "application/openmetrics-text; version=1.0.0"


def families(text: str) -> list[Any]:
    """The metrics of a text, as the client's own parser reads them."""
    return list(text_string_to_metric_families(text))  # type: ignore[no-untyped-call]


def told(world: World) -> dict[str, dict[tuple[str, ...], float]]:
    """The samples of each metric by the values of its labels, without those of the installation's own log."""
    content, kind = Metrics(world.vault).render(OPEN)
    assert kind.startswith("application/openmetrics-text")
    mine = str(world.organisation)
    return {
        sample.name: {
            tuple(value for name, value in one.labels.items() if name != "organisation"): one.value
            for one in family.samples
            if one.name == sample.name and one.labels["organisation"] == mine
        }
        for family in families(content.decode())
        for sample in family.samples
    }


def test_events_refusals_and_what_waits_are_counted(world: World) -> None:
    world.call(R.DPO, complaints.list_cases)
    with pytest.raises(NotPermitted):
        world.call(R.AUDITOR, complaints.list_cases)
    before = told(world)
    assert before["cvault_log_events_total"][("denied",)] == 1
    assert before["cvault_log_unsealed_events"][()] >= 2
    seal_everything(world.vault)
    after = told(world)
    assert after["cvault_log_unsealed_events"][()] == 0
    assert after["cvault_log_sealed_events"][()] == before["cvault_log_unsealed_events"][()]
    assert after["cvault_log_sealing_lag_seconds"][()] == 0
    assert after["cvault_purge_overdue_records"][()] == 0


def test_what_is_overdue_is_counted(world: World) -> None:
    from datetime import date

    world.store(case(received=date(2020, 1, 1), closed=date(2020, 2, 1)))
    assert told(world)["cvault_purge_overdue_records"][()] == 1


def test_no_metric_is_personal(world: World) -> None:
    who = person("Gudmund Stavnsager", phones=("68 15 25 35",))
    world.store(case(party("K", Role.COMPLAINANT, who), documents=(document("Han truede mig."),), department="Nord"))
    content = Metrics(world.vault).render(OPEN)[0].decode()
    for private in ("Gudmund", "68 15", "truede", "Nord", "test:"):
        assert private not in content


def test_they_are_given_on_a_port_of_this_machine(world: World) -> None:
    port = Metrics(world.vault).listen(0)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        assert b"cvault_log_sealed_events" in answer.read()
    with pytest.raises(Unavailable):
        Metrics(world.vault).listen(port)


def test_a_token_is_read_and_a_poor_one_refused(tmp_path: Path) -> None:
    assert read_token(None) is None
    for text in ("", "short"):
        (tmp_path / "token").write_text(text, "utf-8")
        with pytest.raises(Misconfigured):
            read_token(tmp_path / "token")
    with pytest.raises(Misconfigured):
        read_token(tmp_path / "nothing")


def test_over_the_api_they_need_the_token(world: World, tmp_path: Path) -> None:
    from litestar.testing import TestClient

    from vault.api import create_app

    with TestClient(create_app(world.vault)) as client:
        assert client.get("/metrics").status_code == 404
    (tmp_path / "token").write_text("a-token-for-metrics-0123\n", "utf-8")
    world.vault.settings = msgspec.structs.replace(world.vault.settings, metrics_token=tmp_path / "token")
    with TestClient(create_app(world.vault)) as client:
        assert client.get("/metrics").status_code == 401
        assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 401
        given = client.get("/metrics", headers={"Authorization": "Bearer a-token-for-metrics-0123", "Accept": OPEN})
        assert isinstance(given, httpx.Response)
        assert given.status_code == 200
        assert given.headers["content-type"].startswith("application/openmetrics-text")
        assert "cvault_log_sealed_events" in given.text
