"""The field's window (pygame-ce): a player of traces. Nothing is simulated here and no word is known here.

    a Stage (tui.play) ─▶ trace, panel, sentences ─▶ FieldWindow ─▶ pixels
                       ◀─ run again, another seed, noise on or off ◀─ keys

Only `FieldWindow` and what it draws with import pygame; `playback`, `scene` and `view_port` are pure.
"""
