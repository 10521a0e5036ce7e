"""Members of staff: who they are, in which roles, and what proves it."""
