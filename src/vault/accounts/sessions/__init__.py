"""Sessions of staff, how one begins, and what slows down whoever guesses."""
