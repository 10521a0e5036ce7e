"""Files that belong to a complaint: taken in while they arrive, cleaned, searched, given out and deleted."""
