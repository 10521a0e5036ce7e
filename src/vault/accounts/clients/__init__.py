"""API clients: other systems that act within one organisation, in the roles they were given."""
