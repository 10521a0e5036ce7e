"""`cvault policy` and `cvault processing` as the data protection officer types them."""

import shutil
from pathlib import Path

from tests.cli.conftest import Run

from vault import resources


def test_what_the_rules_come_to_is_explained_with_the_line(cvault: Run) -> None:
    done = cvault("policy", "explain", "board+dpo", "subject.identity", "read", "--purpose", "rights_fulfilment")
    assert done.code == 0
    assert done.out.startswith("denied ")
    assert "access.csv:" in done.out
    restricted = ("policy", "explain", "case_worker", "case.narrative", "read", "--purpose", "complaint_handling")
    assert cvault(*restricted).out.startswith("allowed")
    assert cvault(*restricted, "--when", "restricted").out.startswith("denied ")
    assert cvault("policy", "explain", "chairman", "case", "list").code == 3
    assert cvault("policy", "explain", "dpo", "case", "burn").code == 3


def test_the_tables_hold_and_a_widening_is_shown(cvault: Run, tmp_path: Path) -> None:
    assert cvault("policy", "test").code == 0
    shipped, wider = resources.folder("policies"), tmp_path / "wider"
    shutil.copytree(shipped, wider)
    with (wider / "access.csv").open("a", encoding="utf-8") as file:
        file.write("p, auditor, *, subject.national_id, read, allow  # Too much.\n")
    assert cvault("policy", "diff", str(shipped), str(shipped)).out == "Nobody's access changes.\n"
    shown = cvault("policy", "diff", str(shipped), str(wider)).out
    assert shown == "gains  auditor: subject.national_id:read for rights_fulfilment\n"
    assert "| subject.national_id | read | dpo | allow |" in cvault("policy", "report").out


def test_the_record_of_processing_is_printed_in_each_language(ready: Run) -> None:
    titles = {"da": "# Fortegnelse over", "sv": "# Register över", "en": "# Record of processing"}
    for language, title in titles.items():
        assert ready("processing", "record", "--language", language).out.startswith(title)
    assert ready("processing", "record", "--json").json()["activities"]


def test_a_widening_waits_for_two_people(ready: Run, environment: dict[str, str], tmp_path: Path) -> None:
    assert ready("policy", "pending").out.startswith("Nobody gains anything.\n")
    wider = tmp_path / "wider"
    shutil.copytree(resources.folder("policies"), wider)
    environment["CVAULT_POLICIES"] = str(wider)
    with (wider / "access.csv").open("a", encoding="utf-8") as file:
        file.write("p, auditor, *, subject.national_id, read, allow  # Too much.\n")
    explained = ready("policy", "explain", "auditor", "subject.national_id", "read", "--purpose", "rights_fulfilment")
    assert explained.out.startswith("denied   rights_fulfilment: two people have yet to agree")
    gains = "gains  auditor: subject.national_id:read for rights_fulfilment"
    assert ready("policy", "pending").out.startswith(gains)
    asked = ready("policy", "approve", "--reason", "Revisor beder om det.")
    assert (asked.code, gains in asked.out, "cvault approvals confirm" in asked.out) == (0, True, True)
    found = {one["check"]: (one["state"], one["detail"]) for one in ready("doctor", "--json").json()}
    assert found["policies"] == (
        "warning",
        "1 rules that give somebody more wait for two people: cvault policy pending",
    )
    shown = ready("policy", "pending", "--json").json()
    assert shown["digest"] in ready("approvals", "list").out
    del environment["CVAULT_POLICIES"]
    assert ready("policy", "approve").out == "The installed rules count now.\n"
