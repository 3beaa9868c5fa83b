"""The boards: what runs on them, how it gets there, and the stand-in when there is none."""
