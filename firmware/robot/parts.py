"""What a robot may lack is named when a program asks for it, and not before."""

from machine import ADC, Pin


class NotThereError(Exception):
    """This robot has no such part; the message is short enough for a small screen (40 characters)."""


def need(part, name):
    """Return the part. Raises: NotThereError: it is None."""
    if part is None:
        raise NotThereError("this robot has no " + name)
    return part


def make_adc(pin):
    """Return the ADC on a pin, for 0 to 3.3 V: an ESP32 would measure 0 to 1 V by itself."""
    if hasattr(ADC, "ATTN_11DB"):
        return ADC(Pin(pin), atten=ADC.ATTN_11DB)
    return ADC(pin)
