"""Rows of sharing: the only SQL about them, and the place where they are sealed and opened."""
