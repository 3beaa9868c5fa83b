"""Keeps Ctrl-C a mentor's key: whatever a guest does, it is stopped by one.

A program that swallows Ctrl-C, or switches it off, would be out of reach until somebody presses reset. So for a guest

    except:                      is   except Exception:
    except BaseException:        is   except Exception:
    except KeyboardInterrupt:    never comes true; `finally` and the launcher's own stop do
    micropython.kbd_intr(-1)     does nothing; it is for programs that read binary data from the serial line

Line numbers stay. A module of the child's own is not rewritten; most programs are one file.
"""

import sys

import micropython as _real


class _MicroPython:
    """Stands in for the module, which is not ours to change."""

    def __init__(self):
        # An attribute, not a method: `from micropython import kbd_intr` takes no bound methods.
        self.kbd_intr = _ignored

    def __getattr__(self, name):
        return getattr(_real, name)

    def __repr__(self):
        return "<module 'micropython'>"


class _Never(Exception):  # noqa: N818 - a guest knows it by another name
    """What a guest knows as KeyboardInterrupt; nobody raises it."""


def _ignored(char):
    """Leave Ctrl-C what it is."""


def guest(source, file_name):
    """Compile a guest's program; return (code, names) for exec, which cannot keep Ctrl-C."""
    sys.modules["micropython"] = _MicroPython()
    names = {"__name__": "__main__", "BaseException": Exception, "KeyboardInterrupt": _Never}
    return compile(outspoken(source), file_name, "exec"), names


def outspoken(source):
    """The program with every bare `except:` made `except Exception:`, line for line."""
    if "except" not in source:
        return source
    lines = source.split("\n")
    for index, line in enumerate(lines):
        text = line.lstrip()
        if text.startswith("except") and text[6:].lstrip().startswith(":"):
            lines[index] = line[: len(line) - len(text)] + "except Exception" + text[6:]
    return "\n".join(lines)
