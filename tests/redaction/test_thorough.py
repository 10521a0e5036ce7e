"""For people who are not in a text, everything goes that could tell who is meant."""

import pytest

from vault.language import Language
from vault.redaction import Decision, Redactor

REDACTOR = Redactor([], for_outsiders=True, language=Language.ENGLISH)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("She was heard on 3 May 1999 in Leeds.", ["3 May 1999", "Leeds"]),
        ("Case no. 18403/91 was lodged.", ["18403/91"]),
        ("He paid EUR 4,500 in 2003.", ["EUR 4,500", "2003"]),
        ("The Istanbul Assize Court sat, and so did the Court.", ["Istanbul Assize Court"]),
        ("A 52-year-old man was there.", ["52-year-old"]),
        ("The Court held a hearing.", []),
        ("He was in Leeds between 5 May 2006 and 24 October 2008.", ["Leeds", "5 May 2006 and 24 October 2008"]),
        ("They met on 14 and 27 July 1999.", ["14 and 27 July 1999"]),
        ("She waited three years and nine months.", ["three years and nine months"]),
        (
            "He owed TRL 30,000,000 (approx. EUR 26), or 200,000 Turkish liras.",
            ["TRL 30,000,000 (approx. EUR 26)", "200,000 Turkish liras"],
        ),
        ("It paid 40 per cent.", ["40 per cent"]),
        ("He asked the Warsaw Court of Appeal.", ["Warsaw Court of Appeal"]),
        ("The Court of Cassation's judgment came later.", []),
        ("It rests on the Motor Vehicles Act.", []),
        ("The Turkish Government and the Kingdom of Norway were told.", []),
        ("Both rest on the Convention for the Protection of Human Rights and Fundamental Freedoms.", []),
        ("He wrote to Prof. A. Lund. The Commission met.", ["Prof. A. Lund"]),
        ("The applicant was born in 1961.", ["1961"]),
    ],
)
def test_what_could_tell_who_is_meant(text: str, masked: list[str]) -> None:
    spans = REDACTOR.propose(text)
    assert [text[one.start : one.end] for one in spans if one.decision is not Decision.KEEP] == masked
