"""Counting what an answer got right, from what the person would receive. Pure.

A stretch is readable if any letter or digit of it is. Stretches of documents that were not delivered count nowhere:
that they are missing is counted once, as scope.
"""

import re
from collections import Counter
from collections.abc import Iterator
from statistics import median

import msgspec
from tests.evaluation.answering import Delivered, DeliveredDocument, Sight
from tests.evaluation.corpus import Corpus, CorpusCase, CorpusParty, CorpusRequest, CorpusSpan, Place
from tests.evaluation.loading import is_description

_POINTING = frozenset(("PERSON", "NICKNAME", "ADDRESS", "UNIT", "PHONE", "EMAIL", "NATIONAL_ID"))
_SHORTEST_NUMBER = 6


class Scope(msgspec.Struct):
    """Documents: expected, found of these, missed, and delivered beside them."""

    expected: int = 0
    found: int = 0
    missed: int = 0
    extra: int = 0


class Found(msgspec.Struct):
    """Documents in scope, and documents delivered beside them, by how their case was found."""

    right: int = 0
    wrong: int = 0


class Hide(msgspec.Struct):
    """`hidden`, `undecided` and `readable` make the total; `proposed` are those of the hidden that a guess masks."""

    total: int = 0
    hidden: int = 0
    undecided: int = 0
    readable: int = 0
    proposed: int = 0


class Show(msgspec.Struct):
    """Letters and digits that the person must see, and how many of them are masked."""

    characters: int = 0
    wrongly_hidden: int = 0


class Collateral(msgspec.Struct):
    """Letters and digits that no annotation lays to somebody else, and how many of them are masked nevertheless."""

    characters: int = 0
    masked: int = 0


class Exposure(msgspec.Struct):
    people: int = 0
    exposed: int = 0


class Alone(msgspec.Struct):
    """Places that must be hidden, how many of them can be read, and the same of what the person must see."""

    places: int = 0
    readable: int = 0
    own_characters: int = 0
    own_masked: int = 0


class Time(msgspec.Struct):
    p50: float = 0
    max: float = 0


class Score(msgspec.Struct, kw_only=True):
    """`hide` is by kind; `hide_by_role` the same places by the role of whom they point to, "unknown" for strangers.

    `automation_alone` is what would go out if nobody looked: every place that waits for a decision stays masked.
    """

    requests: int
    scope: Scope
    found_by: dict[str, Found]
    hide: dict[str, Hide]
    hide_by_role: dict[str, Hide]
    automation_alone: Alone
    show: Show
    collateral: Collateral
    collateral_in_extracts: Collateral
    """The same of what was said in confidence: there only what is said of the requester is delivered."""
    withheld: Exposure
    decisions: int
    """Distinct strings that a person must decide, records and extracts to confirm, and what the check before sending
    stopped, summed over requests."""
    stopped: int
    """How much of these the check stopped."""
    words: int
    decisions_per_1000_words: float
    hits: dict[str, int]
    """What the search protocols tell: hits by the way of searching, summed over requests."""
    ms_per_request: Time


def score(corpus: Corpus, delivered: dict[str, Delivered]) -> Score:
    """The sums over all requests; each must have been answered."""
    answers = [(request, delivered[request.request_id]) for request in corpus.requests]
    hide, show = _hide(corpus, answers), _show(answers)
    times = [answer.milliseconds for _, answer in answers]
    decisions, words = _decisions(answers)
    return Score(
        requests=len(answers),
        scope=_scope(answers),
        found_by=_found_by(answers),
        hide=hide["kind"],
        hide_by_role=hide["role"],
        automation_alone=Alone(
            places=sum(one.total for one in hide["kind"].values()),
            readable=sum(one.readable for one in hide["kind"].values()),
            own_characters=show.characters,
            own_masked=show.wrongly_hidden,
        ),
        show=show,
        collateral=_collateral(corpus, answers, extracts=False),
        collateral_in_extracts=_collateral(corpus, answers, extracts=True),
        withheld=_withheld(corpus, answers),
        decisions=decisions,
        stopped=sum(answer.findings for _, answer in answers),
        words=words,
        decisions_per_1000_words=round(1000 * decisions / words, 2) if words else 0.0,
        hits=_hits(answers),
        ms_per_request=Time(round(median(times), 1), round(max(times), 1)) if times else Time(),
    )


Answers = list[tuple[CorpusRequest, Delivered]]


def _scope(answers: Answers) -> Scope:
    sums = Scope()
    for request, answer in answers:
        expected = {(one.case_id, one.doc_id) for one in request.expected_scope if not one.optional}
        optional = {(one.case_id, one.doc_id) for one in request.expected_scope if one.optional}
        got = {(one.case_id, one.doc_id) for one in answer.documents}
        sums.expected += len(expected)
        sums.found += len(expected & got)
        sums.missed += len(expected - got)
        sums.extra += len(got - expected - optional)
    return sums


def _found_by(answers: Answers) -> dict[str, Found]:
    """What each way of finding brought: the exact index, comparing everybody, reading every text."""
    sums = {way: Found() for way in ("index", "fuzzy", "mention")}
    for request, answer in answers:
        expected = {(one.case_id, one.doc_id) for one in request.expected_scope}
        for document in answer.documents:
            way = sums[answer.found_by[document.case_id]]
            if (document.case_id, document.doc_id) in expected:
                way.right += 1
            else:
                way.wrong += 1
    return sums


def _hide(corpus: Corpus, answers: Answers) -> dict[str, dict[str, Hide]]:
    """What becomes of each place that must be hidden, by its kind and by the role of its person."""
    types, roles = corpus.span_types(), corpus.span_roles()
    sums: dict[str, dict[str, Hide]] = {"kind": {}, "role": {}}
    for request, answer in answers:
        documents = _by_place(answer)
        for place in request.must_hide:
            document = documents.get((place.case_id, place.doc_id))
            if document is None:
                continue
            key = (place.case_id, place.doc_id, place.start, place.end)
            result = _result(document, place, answer)
            for name, group in (("kind", types.get(key, "OTHER")), ("role", roles.get(key, "unknown"))):
                count = sums[name].setdefault(group, Hide())
                count.total += 1
                setattr(count, result, getattr(count, result) + 1)
                count.proposed += result == "hidden" and not document.proposed.isdisjoint(range(place.start, place.end))
    return {name: dict(sorted(groups.items())) for name, groups in sums.items()}


def _result(document: DeliveredDocument, place: Place, answer: Delivered) -> str:
    seen = _seen(document, place)
    if Sight.SHOWN in seen or _only_in_letter(document.text[place.start : place.end], answer):
        return "readable"
    return "undecided" if Sight.UNDECIDED in seen else "hidden"


def _show(answers: Answers) -> Show:
    sums = Show()
    for request, answer in answers:
        documents = _by_place(answer)
        for place in request.must_show:
            if document := documents.get((place.case_id, place.doc_id)):
                seen = _seen(document, place)
                sums.characters += len(seen)
                sums.wrongly_hidden += sum(one is not Sight.SHOWN for one in seen)
    return sums


def _collateral(corpus: Corpus, answers: Answers, *, extracts: bool) -> Collateral:
    """What is lost beside what must go: incidents, times, what the organisation did, what is alleged."""
    spans, sums = corpus.spans(), Collateral()
    for request, answer in answers:
        own = set(request.must_show)
        for document in (one for one in answer.documents if one.extract is extracts):
            here = spans.get((document.case_id, document.doc_id), [])
            theirs = {at for place in here if place not in own for at in range(place.start, place.end)}
            letters = (at for at, letter in enumerate(document.text) if letter.isalnum() and at not in theirs)
            seen = [document.sight[at] for at in letters]
            sums.characters += len(seen)
            sums.masked += sum(one is not Sight.SHOWN for one in seen)
    return sums


def _withheld(corpus: Corpus, answers: Answers) -> Exposure:
    cases, sums = {case.case_id: case for case in corpus.cases}, Exposure()
    for request, answer in answers:
        for withheld in request.withheld_complainants:
            for party_id in withheld.party_ids:
                sums.people += 1
                own = corpus.parties_of(request.requester_subject_id)
                sums.exposed += exposed(cases[withheld.case_id], party_id, request, own, answer)
    return sums


def exposed(case: CorpusCase, party_id: str, request: CorpusRequest, own: list[CorpusParty], answer: Delivered) -> bool:
    """Whether a withheld person's name, address, phone, e-mail or id can be read anywhere in the answer.

    `own` is what is on file of the requester; what the two share, such as a house, exposes nobody.
    """
    hide = {(one.case_id, one.doc_id, one.start, one.end) for one in request.must_hide}
    documents = _by_place(answer)
    for doc_id, span in _spans_of(case, party_id):
        delivered = documents.get((case.case_id, doc_id))
        must = (case.case_id, doc_id, span.start, span.end) in hide
        if delivered is not None and must and Sight.SHOWN in _seen(delivered, span):
            return True
    party = next(one for one in case.parties if one.party_id == party_id)
    everywhere = _readable(answer)
    return any(term in everywhere for term in _terms(party) if not _shared(term, request, own))


def _spans_of(case: CorpusCase, party_id: str) -> Iterator[tuple[str, CorpusSpan]]:
    for document in case.documents:
        for span in document.spans:
            if span.type in _POINTING and party_id in (span.party_id, *span.also_party_ids):
                yield document.doc_id, span


def _terms(party: CorpusParty) -> Iterator[str]:
    """What of a stored party would name or reach them, as one comparable string each."""
    values = [party.phone, party.email, party.national_id]
    if party.name and not is_description(party.name) and " " in party.name.strip():
        values.append(party.name)
    if party.address:
        values.append(party.address.split(",", maxsplit=1)[0])
    for value in values:
        term = _comparable(value or "")
        if len(term) >= _SHORTEST_NUMBER:
            yield term


def _shared(term: str, request: CorpusRequest, own: list[CorpusParty]) -> bool:
    """Whether the requester gave it, or it is on file of them."""
    given = {_comparable(str(value)) for value in request.given.values() if value}
    return any(term in one for one in given) or any(term in _terms(party) for party in own)


def _readable(answer: Delivered) -> str:
    """All that the person can read except their own words, as one comparable string."""
    parts: list[str] = []
    mine = {(one.text, one.own) for one in answer.documents}
    own_words = [_comparable(text) for text, own in mine if own]
    letter = _comparable(answer.letter)
    for words in own_words:
        letter = letter.replace(words, "|")
    parts.append(letter)
    for case in answer.data["answer"]["cases"]:
        parts.extend(_strings([one for one in case["documents"] if not one["written_by_requester"]]))
        parts.extend(_strings([case["disclosures"], case["steps"]]))
    parts.extend(_strings([answer.data["answer"]["records"]]))
    return "|".join(parts)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield _comparable(value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def _comparable(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _only_in_letter(text: str, answer: Delivered) -> bool:
    """Whether the PDF shows a stretch that the data mask; both are made from one answer, so none should."""
    term = _comparable(text)
    if len(term) < _SHORTEST_NUMBER or term not in _comparable(answer.letter):
        return False
    return all(term not in one for one in _strings(answer.data))


def _hits(answers: Answers) -> dict[str, int]:
    """Hits by the way of searching, as the answers tell of their search."""
    found: Counter[str] = Counter()
    for _, answer in answers:
        for line in answer.data["answer"]["search"]:
            found[f"{line['source']}: {line['term']}"] += line["hits"]
    return dict(sorted(found.items()))


def _decisions(answers: Answers) -> tuple[int, int]:
    """Decisions that a reviewer must take, each string once for a request and each record to confirm; and words."""
    words = sum(len(document.text.split()) for _, answer in answers for document in answer.documents)
    waiting = sum(
        answer.to_confirm + answer.findings + len({asked for document in answer.documents for asked in document.asked})
        for _, answer in answers
    )
    return waiting, words


def _by_place(answer: Delivered) -> dict[tuple[str, str], DeliveredDocument]:
    return {(one.case_id, one.doc_id): one for one in answer.documents}


def _seen(document: DeliveredDocument, place: Place | CorpusSpan) -> list[Sight]:
    """What is seen of the letters and digits of a stretch."""
    return [
        sight
        for sight, character in zip(
            document.sight[place.start : place.end], document.text[place.start : place.end], strict=True
        )
        if character.isalnum()
    ]
