"""The virtual judge box: the field's gates arrive on pins 2 to 9 in the order of its file."""

INPUT_PINS = (2, 3, 4, 5, 6, 7, 8, 9)  # idle 1, beam broken 0
DEBOUNCE_US = (5000, 5000, 5000, 5000, 5000, 5000, 5000, 5000)  # one an input, same order
LOAD_CELLS = ()  # (data pin, clock pin, growth of the reading by one step), numbered after the pins
START_LAMP_PIN = 16
PENDING_LAMP_PIN = 17
BUZZER_PIN = 18
