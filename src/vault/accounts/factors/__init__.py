"""What proves a member of staff: a password and, always, a second factor."""
