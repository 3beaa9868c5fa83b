"""The tournament desk: one screen from which a whole tournament is led."""
