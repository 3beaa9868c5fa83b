"""MicroPython that the flasher brings: helpers it sends into the raw REPL, and the launcher it installs as /main.py."""
