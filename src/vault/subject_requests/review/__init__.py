"""Reviewing an answer before it goes out: proposals and rulings as data apart from the texts, candidates, approval."""
