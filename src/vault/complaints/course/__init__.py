"""The course of a case: what happens in it, entry by entry, and what follows from that."""
