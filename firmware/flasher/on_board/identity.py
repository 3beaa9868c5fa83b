"""Runs on the board after the helpers, in the raw REPL: which robot this is, what is on it, and its battery.

Nothing here moves a robot: of the library only the board's own constants are read, and no word of it is imported.
"""

# mypy: ignore-errors
# ruff: noqa: F821 - the helpers are sent first; printing is how the board answers

import sys

ROBOT, NOTE, GUARD_FILE = "/robot.txt", "/program.txt", "/guard.txt"
BOARDS = "/lib/robot/boards/"
SMALL_BYTES_MAX = 512


def k_read_json(path):
    """A small file's object; {} when there is none or it is damaged."""
    try:
        with open(path) as file:
            value = json.loads(file.read(SMALL_BYTES_MAX))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def k_version_word(package):
    """What a library calls its version, "" when it is not there."""
    try:
        with open("/lib/" + package + "/__init__.py") as file:
            for line in file:
                if line.startswith("VERSION = "):
                    return line.split('"')[1]
    except (OSError, IndexError):
        return ""
    return ""


def k_first_line(path):
    """The beginning of a file's first line, "" without the file: launchers say there what they are."""
    try:
        with open(path) as file:
            return file.readline(80)
    except OSError:
        return ""


def k_constants():
    """The constants of this board's own file, {} when it is not known which board this is."""
    names, constants = {"__name__": "boards"}, {}
    try:
        with open(BOARDS + "__init__.py") as file:
            exec(file.read(), names)
        name = names["choose_name"](names["_board_text"](), sys.platform, names["_machine_name"]())
        with open(BOARDS + name + ".py") as file:
            exec(file.read(), constants)
    except Exception:  # no library, or one of another time: then nothing is known of the board's parts
        return {}
    return constants


def k_battery(constants):
    """(millivolts, millivolts under which it is to be charged), or None without a battery sensor."""
    pin = constants.get("BATTERY_PIN")
    if pin is None:
        return None
    import machine

    adc = machine.ADC
    wide = hasattr(adc, "ATTN_11DB")
    read = adc(machine.Pin(pin), atten=adc.ATTN_11DB).read_u16() if wide else adc(pin).read_u16()
    return int(read * 3300 * constants["BATTERY_DIVIDER"]) // 65535, constants["BATTERY_LOW_MV"]


def k_identity():
    """Answer with all of it."""
    import machine

    constants = k_constants()
    k_answer(
        {
            "robot": k_read_json(ROBOT),
            "note": k_read_json(NOTE),
            "id": binascii.hexlify(machine.unique_id()).decode(),
            "machine": getattr(sys.implementation, "_machine", sys.platform),
            "micropython": ".".join([str(part) for part in sys.implementation.version[:3]]),
            "robot_library": k_library("/lib/robot"),
            "robot_version": k_version_word("robot"),
            "box_library": k_library("/lib/judge_box"),
            "box_version": k_version_word("judge_box"),
            "program": k_sha256(PROGRAM),
            "launcher": k_first_line(LAUNCHER),
            "guard": k_first_line(GUARD_FILE),
            "battery": k_battery(constants),
        }
    )


def k_blink(duration_ms):
    """Let the light of this robot blink; answer how often."""
    import time

    import machine

    pin = k_constants().get("LED_PIN", "LED")
    led = machine.Pin(pin, machine.Pin.OUT)
    count = 0
    try:
        for _ in range(max(1, duration_ms // 200)):
            led.value(1)
            time.sleep_ms(100)
            led.value(0)
            time.sleep_ms(100)
            count += 1
    finally:
        led.value(0)
    k_answer({"blinks": count})
