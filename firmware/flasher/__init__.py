"""Puts a program onto a board over mpremote's transport, and proves that it arrived."""
