"""How somebody stands: restrictions and objections, household and representatives, records of one person."""
