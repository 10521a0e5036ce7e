"""The first page: yes or no, the few most important facts, and what is enclosed."""

from collections.abc import Iterator

from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.blocks import Block, Contents, Lead, NewPage, Panel, Runs, paragraph, points
from vault.subject_requests.letter.child import for_child
from vault.subject_requests.letter.findings import enclosed_files, own_roles, period
from vault.subject_requests.letter.lists import list_names
from vault.subject_requests.letter.masks import count_masks
from vault.subject_requests.letter.texts import Texts, capitalised
from vault.subject_requests.letter.volumes import annex_names
from vault.subject_requests.model import DATA, LETTER, MANIFEST, PAGE


def summary(answer: Answer, say: Texts) -> Iterator[Block]:
    """The short answer where data are held (A-60, A-77)."""
    if answer.for_child:
        yield from for_child(answer, say)
        yield NewPage()
    yield from _opening(answer, say)
    if answer.for_child:
        yield paragraph(say("for_children"))
    yield Lead(say("yes_data"))
    yield paragraph(say("yes_explained"))
    yield Panel(say("in_short"), tuple(_in_short(answer, say)))
    yield from _previous(answer, say)
    yield paragraph(say("enclosed"))
    yield points(*_enclosed(answer, say))
    yield paragraph(say("all_at_once"))
    yield Contents(say("contents"))


def _enclosed(answer: Answer, say: Texts) -> Iterator[str]:
    """What each file of the package is."""
    several = (("annexes", annex_names(answer)), ("lists", list_names(answer)), ("files", enclosed_files(answer)))
    yield say("enclosed_letter", file=LETTER)
    yield say("enclosed_page", file=PAGE)
    yield say("enclosed_data", file=DATA)
    yield from (say(f"enclosed_{part}", files=say.join(list(names))) for part, names in several if names)
    yield say("enclosed_manifest", file=MANIFEST)


def without_data(answer: Answer, say: Texts) -> Iterator[Block]:
    """The short answer where nothing is held: that, too, is an answer (A-60)."""
    yield from _opening(answer, say)
    yield Lead(say("no_data"))
    yield paragraph(say("no_data_explained"))
    yield paragraph(say("no_data_missed", contact=answer.controller.contact))


def _opening(answer: Answer, say: Texts) -> Iterator[Block]:
    yield paragraph(say("greeting", name=answer.requester_name))
    yield paragraph(
        say(
            "received",
            controller=answer.controller.name,
            day=say.day(answer.received_on),
            channel=say.code("channel", answer.received_through),
        )
    )
    if answer.answered_on > answer.due_on:
        # An answer after its day says so itself (section 9, point 5).
        yield paragraph(say("late", due=say.day(answer.due_on)))


def _previous(answer: Answer, say: Texts) -> Iterator[Block]:
    """What an earlier answer gave already, and that all of it can be had again (A-88)."""
    if (previous := answer.previous) is None:
        return
    day, documents = say.day(previous.answered_on), say.count("documents", previous.not_repeated)
    key = "previous_answer" if previous.not_repeated else "previous_full" if previous.full_copy else "previous_new"
    yield paragraph(say(key, day=day, reference=previous.reference, documents=documents))


def _in_short(answer: Answer, say: Texts) -> Iterator[tuple[str, Runs]]:
    for name, value in (
        ("short_held", _held(answer, say)),
        ("short_roles", _roles(answer, say)),
        ("short_recipients", _recipients(answer, say)),
        ("short_deletion", _deletion(answer, say)),
        ("short_masked", _masked(answer, say)),
        ("short_automated", say("short_yes" if answer.automated_decisions else "no_word")),
        ("short_transfers", say("short_yes" if answer.transfers else "no_word")),
    ):
        if value:
            yield say(name), (value,)


def _held(answer: Answer, say: Texts) -> str:
    if not answer.cases:
        return say("held_records")
    documents = sum(len(case.documents) for case in answer.cases)
    first, last = period(answer)
    when = say("held_between" if first < last else "held_on", first=say.day(first), last=say.day(last))
    cases = say.count("cases", len(answer.cases))
    if not documents:
        return say("held_cases_alone", cases=cases, when=when)
    return say("held_cases", cases=cases, documents=say.count("documents", documents), when=when)


def _roles(answer: Answer, say: Texts) -> str:
    return capitalised(
        say.join(
            [
                say("role_in", role=say.code("role", role), cases=say.count("cases", number))
                for role, number in own_roles(answer).items()
            ]
        )
    )


def _recipients(answer: Answer, say: Texts) -> str:
    disclosures = sum(len(case.disclosures) for case in answer.cases)
    return say.count("disclosures", disclosures) if disclosures else say("short_no_recipients")


def _deletion(answer: Answer, say: Texts) -> str:
    planned = [case.planned_deletion_on for case in answer.cases if case.planned_deletion_on]
    waiting = len(answer.cases) - len(planned)
    sentences = []
    if planned and min(planned) == max(planned):
        sentences.append(say("deletion_once", day=say.day(planned[0])))
    elif planned:
        sentences.append(say("deletion_between", first=say.day(min(planned)), last=say.day(max(planned))))
    if waiting:
        sentences.append(say.count("deletion_waiting", waiting))
    return " ".join(sentences)


def _masked(answer: Answer, say: Texts) -> str:
    number = count_masks(answer).total()
    return say.count("masked_places", number) if number else say("masked_nothing")
