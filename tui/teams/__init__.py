"""Lists of teams: read as schools send them, entered, taken back, and handed on."""
