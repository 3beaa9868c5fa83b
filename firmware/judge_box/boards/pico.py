"""Raspberry Pi Pico or Pico 2 as a judge box. BUILD.md says what is wired to these pins, and how.

Never run on the physical board. Every input rests at 1 (the pin's own pull-up) and counts when it falls to 0.
"""

VERIFIED = False

INPUT_PINS = (2, 3, 4, 5, 6, 7, 8, 9)  # GP2 is input 0: the first gate of the field's file
DEBOUNCE_US = (5000, 5000, 5000, 5000, 5000, 5000, 30000, 30000)  # GP2 to GP7 beams, GP8 and GP9 buttons
LOAD_CELLS = ()  # one HX711 on GP10 and GP11 in place of the last input: ((10, 11, 1100),), and INPUT_PINS one shorter
START_LAMP_PIN = 16
PENDING_LAMP_PIN = 17
BUZZER_PIN = 18  # an active one, or its transistor: on is 1
