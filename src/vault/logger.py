"""What a process tells its operator, a line each: an event, and never personal data."""

from typing import Any


def logger(name: str) -> Any:
    """The lines of one part. Few processes have anything to tell, so the library is loaded with the first."""
    import structlog

    return structlog.get_logger(name)
