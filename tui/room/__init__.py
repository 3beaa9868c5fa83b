<<<<<<< HEAD
"""The class in a browser: one laptop serves the room, the children need nothing but a page."""
=======
"""The class: a browser is enough for a child to learn, and one laptop serves the room."""
>>>>>>> B8
