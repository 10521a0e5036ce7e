"""Lanes of a case: each with a key and a life of its own."""
