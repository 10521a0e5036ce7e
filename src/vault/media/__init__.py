"""What files are, without whom they are about: kinds, clean copies, text, and the virus scanner.

A file is known by its content. Whatever parses one runs in a process of its own (`apart`), with limits and without
network, files or keys. Knows no database and no permission.
"""

from vault.media.apart import Examination, Limits, examined
from vault.media.clamd import Clamd
from vault.media.findings import Clean, Findings, TextState, Told
from vault.media.kinds import MEDIA_TYPES, FileKind, copied, declared, named, parsed, sniff

__all__ = [
    "MEDIA_TYPES",
    "Clamd",
    "Clean",
    "Examination",
    "FileKind",
    "Findings",
    "Limits",
    "TextState",
    "Told",
    "copied",
    "declared",
    "examined",
    "named",
    "parsed",
    "sniff",
]
