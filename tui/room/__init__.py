"""The class: a browser is enough for a child to learn, and one laptop serves the room."""
