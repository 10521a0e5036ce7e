"""What is held back of everything that a search opens, because it cannot matter: cheap, and never too much.

A search opens every record and reads every text (A-05, A-06). Nearly all of them have nothing to do with whom it looks
for, which a few passes over the bytes tell. What a sieve lets through is looked at by the rules of the search itself,
so a sieve may let through too much, and a test holds that it never lets through too little.

Pure, and light to load; knows no database and nobody but whom it was told of.
"""

from vault.sieves.alongside import sift_all
from vault.sieves.opening import Records, Where
from vault.sieves.people import PeopleSieve, SoughtPerson
from vault.sieves.tasks import SiftCases, SiftPeople
from vault.sieves.texts import Needle, SoughtWords, TextSieve
from vault.sieves.walking import CasePage, Sifted

__all__ = [
    "CasePage",
    "Needle",
    "PeopleSieve",
    "Records",
    "SiftCases",
    "SiftPeople",
    "Sifted",
    "SoughtPerson",
    "SoughtWords",
    "TextSieve",
    "Where",
    "sift_all",
]
