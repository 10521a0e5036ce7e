"""Handing a package over: sealed for the way, given for a code, or verified by whoever received it."""
