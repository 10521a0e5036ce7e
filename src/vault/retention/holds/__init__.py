"""Holds: what keeps a record although its period is over. A hold extends storage and never use (T-12)."""
