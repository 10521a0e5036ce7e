"""Rights that are decided by letter, through forms alone: what is done is done with the decision, or nothing is."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from tests.accounts.members import joined
from tests.attachments.sending import about, attach
from tests.console.desk import karins_case, karins_request
from tests.console.test_console_organisation import Desk
from tests.world import World

from vault import subject_requests, subjects
from vault.complaints.model import StoredCase
from vault.console.wording import catalogue
from vault.errors import NotFound
from vault.ids import RequestId, SubjectId, new_id
from vault.language import Language
from vault.policy import RoleName
from vault.retention import Action, HoldKind, read
from vault.subject_requests import DocumentWithheld, ErasureGround, Right, State
from vault.subject_requests.amending import kept_out as kept_out_now
from vault.subject_requests.grounds import RefusalGround
from vault.subject_requests.history.entries import DecisionOutcome, Withholding
from vault.subject_requests.letter.texts import catalogue as letter_catalogue
from vault.subjects.standing.model import FlagGround, Power

R = RoleName
REASONS = "You asked on 2 November, and what you said is so."


@pytest.fixture
def desk(served: tuple[World, str]) -> Iterator[Desk]:
    made = Desk(served[1], joined(served[0], R.DPO))
    yield made
    made.close()


@pytest.fixture
def stored(served: tuple[World, str]) -> StoredCase:
    return served[0].store(karins_case())


def karin_of(stored: StoredCase) -> SubjectId:
    karin = stored.subjects[0]
    assert karin is not None
    return karin


def asks(world: World, right: Right) -> RequestId:
    new = msgspec.structs.replace(karins_request(), right=right)
    return world.call(R.DPO, subject_requests.open_request, new).request_id


def known(desk: Desk, request_id: RequestId) -> None:
    desk.send(f"requests/{request_id}/identity", method="known_channel", on="2026-11-20", established="yes")


def state(world: World, request_id: RequestId) -> State:
    return world.call(R.DPO, subject_requests.read_request, request_id).request.state


def test_a_person_is_taken_out_of_a_case_with_the_decision(
    served: tuple[World, str], desk: Desk, stored: StoredCase
) -> None:
    """Art. 17, X-40: a refusal without a ground decides nothing; what was typed and ticked is shown again."""
    world = served[0]
    request_id = asks(world, Right.ERASURE)
    known(desk, request_id)
    page = desk.see(f"requests/{request_id}/decision")
    assert f"party:{stored.parties[0]}" in page
    form = {"erase": f"party:{stored.parties[0]}", "erasure_ground": "no_longer_necessary", "reasons": REASONS}
    wrong = desk.send(f"requests/{request_id}/decision", **form, outcome="refused")
    assert wrong.status_code == 422
    assert REASONS in wrong.text
    assert re.search(rf'value="party:{stored.parties[0]}"[^>]* checked', wrong.text)
    somebody = desk.send(f"requests/{request_id}/decision", **form | {"erase": f"party:{new_id()}"}, outcome="granted")
    assert somebody.status_code == 422
    assert REASONS in somebody.text
    assert state(world, request_id) is State.OPEN
    decided = desk.send(f"requests/{request_id}/decision", **form, outcome="granted")
    assert "The request is decided" in decided.text
    assert state(world, request_id) is State.ANSWERED
    (letter,) = set(re.findall(r"/letters/[0-9a-f-]{36}", decided.text))
    assert desk.see(f"requests/{request_id}{letter}").startswith("%PDF")
    with pytest.raises(NotFound):
        world.call(R.DPO, subjects.read_subject, karin_of(stored))


def test_details_are_corrected_and_only_those_that_were_changed(
    served: tuple[World, str], desk: Desk, stored: StoredCase
) -> None:
    """Art. 16: the page tells what it showed, so nobody's other details are written anew."""
    world, karin = served[0], str(karin_of(stored))
    request_id = asks(world, Right.RECTIFICATION)
    known(desk, request_id)
    page = desk.see(f"requests/{request_id}/decision")
    shown = dict(re.findall(rf'name="(was\.[a-z_]+\.{karin})" value="([^"]*)"', page))
    assert shown[f"was.name.{karin}"] == "Karin Holmegaard"
    form = shown | {name.removeprefix("was."): value for name, value in shown.items()}
    form |= {f"{kind}phones.{karin}": "+45 20 11 22 33" for kind in ("", "was.")}
    form |= {"person": karin, f"seen.{karin}": "1", f"address.{karin}": "Nyvej 2, 8799 Prøveby"}
    form |= {"statement": "Det larmede ikke.", "statement_case": str(stored.case_id)}
    decided = desk.send(f"requests/{request_id}/decision", **form, outcome="granted", reasons=REASONS)
    assert "The request is decided" in decided.text
    (deed, account) = next(
        one.entry.done
        for one in world.call(R.DPO, subject_requests.read_history, request_id)
        if isinstance(one.entry, subject_requests.Fulfilled)
    )
    assert (deed.fields, account.deed) == (("addresses",), "add_statement")


@pytest.mark.parametrize("right", [Right.RESTRICTION, Right.OBJECTION])
def test_data_are_restricted_or_an_objection_is_noted(
    right: Right, served: tuple[World, str], desk: Desk, stored: StoredCase
) -> None:
    request_id = asks(served[0], right)
    known(desk, request_id)
    name = "restrict" if right is Right.RESTRICTION else "object"
    form = {name: str(karin_of(stored)), "restriction_ground": "unlawful", "outcome": "granted", "reasons": REASONS}
    assert "The request is decided" in desk.send(f"requests/{request_id}/decision", **form).text
    standing = served[0].call(R.DPO, subjects.read_standing, karin_of(stored))
    assert len(standing.flags) == 1


def test_portable_data_are_saved_and_access_is_refused_by_letter(served: tuple[World, str], desk: Desk) -> None:
    world = served[0]
    world.store(karins_case())
    moves = asks(world, Right.PORTABILITY)
    known(desk, moves)
    assert json.loads(desk.see(f"requests/{moves}/portable.json"))["format"] == "complaint-vault/portable/1"
    access = asks(world, Right.ACCESS)
    page = desk.see(f"requests/{access}/decision")
    assert 'value="granted"' not in page
    refused = {"outcome": "refused", "grounds": "not_identifiable", "reasons": REASONS}
    assert "Refused" in desk.send(f"requests/{access}/decision", **refused).text


def test_who_asks_is_proven_by_a_code_or_acts_for_somebody(
    served: tuple[World, str], desk: Desk, stored: StoredCase
) -> None:
    """A-12, A-21: a code for the telephone is shown once; a wrong one proves nothing."""
    request_id = asks(served[0], Right.ERASURE)
    made = desk.send(f"requests/{request_id}/codes", subject_id=str(karin_of(stored)), by_letter="no").text
    code = re.search(r'class="secret">([^<]+)<', made)
    assert code is not None
    assert code[1] not in desk.see(f"requests/{request_id}/identity")
    assert desk.send(f"requests/{request_id}/codes/entered", code="WRONG").status_code == 409
    assert "It is recorded." in desk.send(f"requests/{request_id}/codes/entered", code=code[1]).text
    acts = {"name": "Rie Lund", "power": "guardian", "authority": "Resolution of 2024"}
    assert desk.send(f"requests/{request_id}/representative", **acts).status_code == 422
    acts |= {"conflict_checked": "on", "until": "2027-05-01"}
    assert "Rie Lund acts for the person: guardian." in desk.send(f"requests/{request_id}/representative", **acts).text
    nobody = desk.send(f"requests/{request_id}/representative", **acts, act="take_back")
    assert "Rie Lund" not in nobody.text
    # Who asks was recognised by mistake: the next step says so again.
    unsure = {"method": "in_person", "on": "2026-11-20", "established": "no"}
    assert "Next step:</strong> Record how" in desk.send(f"requests/{request_id}/identity", **unsure).text
    agreed = desk.send(f"requests/{request_id}/scope", understood="Everything of 2026.", narrowed="on")
    assert "Understood as: Everything of 2026." in agreed.text


def test_a_document_is_kept_out_as_a_whole(served: tuple[World, str], desk: Desk) -> None:
    """X-05: on a ground that the country knows, with facts."""
    served[0].store(karins_case())
    request_id = asks(served[0], Right.ACCESS)
    known(desk, request_id)
    desk.send(f"requests/{request_id}/review")
    page = desk.see(f"requests/{request_id}/review")
    document = re.search(r'name="document_id" value="([^"]+)"', page)
    assert document is not None
    form = {"document_id": document[1], "facts": "A letter from our lawyer about this case."}
    assert desk.send(f"requests/{request_id}/withheld", **form, ground="draft").status_code == 422
    kept_out = desk.send(f"requests/{request_id}/withheld", **form, ground="lawyer_correspondence")
    assert "The document is kept out." in kept_out.text
    # A mistake is taken back, and both stay in the history.
    given = desk.send(f"requests/{request_id}/withheld", **form, ground="lawyer_correspondence", act="take_back")
    assert "It is undone." in given.text
    history = served[0].call(R.DPO, subject_requests.read_history, request_id)
    assert kept_out_now([one.entry for one in history]) == {}
    assert [one.entry.taken_back for one in history if isinstance(one.entry, DocumentWithheld)] == [False, True]


def test_whoever_may_not_decide_is_offered_nothing_and_refused(served: tuple[World, str]) -> None:
    served[0].store(karins_case())
    request_id = asks(served[0], Right.ERASURE)
    other = Desk(served[1], joined(served[0], R.CASE_WORKER, email="sag@proevestenen.example"))
    for page in ("decision", "identity", "portable.json"):
        assert "Karin" not in other.see(f"requests/{request_id}/{page}")
    form = {"outcome": "granted", "reasons": REASONS, "done": "All."}
    assert other.send(f"requests/{request_id}/decision", **form).status_code == 403
    other.close()


def test_every_code_on_these_pages_has_a_word_in_each_language(served: tuple[World, str]) -> None:
    rules = read(served[0].vault.settings.policies).schedule()
    tables: dict[str, set[str]] = {
        "holding": {one.holding for one in rules},
        "hold": set(HoldKind),
        "retention_action": set(Action),
        "outcome_of": set(DecisionOutcome),
        "erasure_ground": set(ErasureGround),
        "flag_ground": set(FlagGround),
        "refusal": set(RefusalGround),
        "withholding": set(Withholding),
        "power": set(Power),
    }
    for language in Language:
        unknown = {
            f"{table}.{code}"
            for table, codes in tables.items()
            for code in codes
            if f"code.{table}.{code}" not in catalogue(language) and code not in letter_catalogue(language).code[table]
        }
        assert unknown == set(), language


def test_a_restriction_is_put_in_force_announced_and_lifted(
    served: tuple[World, str], desk: Desk, stored: StoredCase
) -> None:
    """Art. 18(1), (3): at once, before anything is decided; lifted once the person was told and the day came."""
    world, karin = served[0], str(karin_of(stored))
    request_id = asks(world, Right.RECTIFICATION)
    known(desk, request_id)
    place = f"requests/{request_id}/restrictions"
    now = desk.send(f"{place}/now", subject_id=karin, ground="accuracy_contested", act="restrict")
    assert "It is in force now." in now.text
    (flag,) = world.call(R.DPO, subjects.read_standing, karin_of(stored)).flags
    of = {"subject_id": karin, "flag_id": str(flag.flag_id)}
    early = desk.send(f"{place}/ended", **of, decision="It was right.")
    assert early.status_code == 409
    assert "The person is told first." in early.text
    past = desk.send(f"{place}/announced", **of, on="2026-11-01", reasons="What you contested was right.")
    assert past.status_code == 422
    assert "Choose a day that the letter reaches" in past.text or "choose a day that the letter reaches" in past.text
    told = desk.send(f"{place}/announced", **of, on="2026-11-25", reasons="What you contested was right.")
    assert "It can be lifted from 25 Nov 2026." in told.text
    (letter,) = set(re.findall(r"/letters/[0-9a-f-]{36}", told.text))
    assert desk.see(f"requests/{request_id}{letter}").startswith("%PDF")
    world.clock.advance(timedelta(days=3))
    later = Desk(served[1], joined(world, R.DPO, email="senere@proevestenen.example"))
    lifted = later.send(f"{place}/ended", **of, decision="It was right.")
    assert "Nothing is restricted." in lifted.text
    assert world.call(R.DPO, subjects.read_standing, karin_of(stored)).flags[0].end is not None
    later.close()


def test_files_of_an_answer_are_decided_one_by_one(served: tuple[World, str], desk: Desk, stored: StoredCase) -> None:
    """A-75: who is seen in it is said; the last word counts, and what nobody decided comes first."""
    world = served[0]
    first, second = (attach(world, stored.case_id, b"Larm.", about(name)) for name in ("a.txt", "b.txt"))
    request_id = asks(world, Right.ACCESS)
    known(desk, request_id)
    place = f"requests/{request_id}/files"
    short = desk.send(f"{place}/{first}", enclose="yes", facts="Nobody")
    assert short.status_code == 422
    assert "at least 10 characters" in short.text
    kept = desk.send(f"{place}/{first}", enclose="no", facts="A neighbour's child is in the middle of it.")
    assert kept.text.index("b.txt") < kept.text.index("a.txt")
    assert "kept out</span>" in kept.text
    assert "goes out</span>" in desk.send(f"{place}/{first}", enclose="yes", facts="Only her own door is seen.").text
    assert desk.send(f"{place}/{new_id()}", enclose="yes", facts="Only her own door is seen.").status_code == 404
    decided = [
        one.entry
        for one in world.call(R.DPO, subject_requests.read_history, request_id)
        if isinstance(one.entry, subject_requests.FileDecided)
    ]
    assert [(one.attachment_id, one.enclose) for one in decided] == [(first, False), (first, True)]
    assert second not in {one.attachment_id for one in decided}
