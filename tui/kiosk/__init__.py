"""The door of a clubhouse: a screen to touch, a keyboard or a card reader, and no camera.

A page is data (`touches.View`), made by a desk that knows nothing of Textual (`door.Door`, `day_end.DayEndDesk`) and
drawn by one screen (`screen.KioskApp`). While nobody stands there the screen names nobody.
"""
