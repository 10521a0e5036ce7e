"""The few sentences that a mailbox says by itself, in the language of the report."""

from typing import Final

from vault.language import Language

_WORDS: Final = {
    "corrects": {
        Language.DANISH: "Rettelse til besked {number}:",
        Language.SWEDISH: "Rättelse av meddelande {number}:",
        Language.ENGLISH: "Correction of message {number}:",
    },
    "withdrawn": {
        Language.DANISH: "Jeg trækker min henvendelse tilbage.",
        Language.SWEDISH: "Jag tar tillbaka mitt tips.",
        Language.ENGLISH: "I take my report back.",
    },
    "revealed_confidential": {
        Language.DANISH: "Jeg har givet jer mit navn i fortrolighed.",
        Language.SWEDISH: "Jag har gett er mitt namn i förtroende.",
        Language.ENGLISH: "I have given you my name in confidence.",
    },
    "revealed_identified": {
        Language.DANISH: "Jeg står frem med mit navn, også over for den, jeg klager over.",
        Language.SWEDISH: "Jag träder fram med mitt namn, också inför den jag klagar på.",
        Language.ENGLISH: "I come forward with my name, towards whoever I complain about as well.",
    },
}


def spoken(sentence: str, language: Language) -> str:
    return _WORDS[sentence][language]
