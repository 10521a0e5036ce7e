"""Carrying out the rights that are not answered with data: correct, state, restrict, object, erase (Art. 16-19, 21)."""
