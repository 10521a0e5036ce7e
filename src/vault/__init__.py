"""A vault for complaints: encrypted, purpose-bound, deleted on time, and able to answer an access request.

Start at `vault.opening.open_vault`. The capabilities (`subjects`, `complaints`, `subject_requests`, …) hold the
verbs; the doors (`vault.api`, the `cvault` command) translate to them; the kernel beneath keeps keys, rows and
the log.
"""

from importlib.metadata import version

__version__ = version("complaint-vault")
