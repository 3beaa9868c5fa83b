"""The class in a browser: one laptop serves the room, the children need nothing but a page."""
