"""Decides: facts, the journal, the link to a judge box, challenges, scores and tournaments."""
