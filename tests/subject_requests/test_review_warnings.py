"""A reviewer is warned where masks do not keep a reader from working out who is meant: text by text, and together."""

from collections.abc import Iterator

from tests.subject_requests.reviewing import DPO, opened, started
from tests.world import World, case, document, party, person

from vault import subject_requests
from vault.complaints import Role
from vault.redaction import Fact, Inference
from vault.subjects import Address

ME = person("Solvej Kragelund", phones=("68 90 80 70",), addresses=(Address("Prøvehaven 9, 8799 Prøveby", "2. th."),))


def _neighbours() -> Iterator[tuple[str, str]]:
    """Four women and four men above, three women below."""
    for name, unit, many in (("Kirsten", "3. tv.", 4), ("Peter", "3. th.", 4), ("Hanne", "1. th.", 3)):
        for one in range(many):
            yield f"{name} Afprøvet{'abcd'[one]}", unit


def test_what_the_texts_of_a_case_say_between_them_is_warned_of(world: World) -> None:
    """Eight live above and seven women in the house, but four women live above; another case is another reader's."""
    for name, unit in _neighbours():
        who = person(name, addresses=(Address("Prøvehaven 9, 8799 Prøveby", unit),))
        world.store(case(party("K", Role.COMPLAINANT, who)))
    above, nothing, woman = "Klager bor ovenpå Solvej.", "Sagen er åben.", "Klager over Solvej. Hun kan ikke sove."
    mine = party("I", Role.RESPONDENT, ME)
    world.store(case(mine, documents=(document(above), document(nothing), document(woman))))
    world.store(case(mine, documents=(document(woman),)))
    request_id = opened(world)
    texts = started(world, request_id).texts
    read = [world.call(DPO, subject_requests.read_text, request_id, one.text_id).text for one in texts]
    together = Inference(facts=(Fact.HOUSE, Fact.ABOVE, Fact.WOMAN), fitting=4, texts=2)
    assert [(text, one.warning) for text, one in zip(read, texts, strict=True)] == [
        (above, None),
        (nothing, None),
        (woman, together),
        (woman, None),
    ]
