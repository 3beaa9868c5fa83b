"""The commands, one module each; `tui.__main__` imports only the one that is called."""
