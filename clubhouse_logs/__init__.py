"""Counts: members, visits, opening days and the figures a city publishes."""
