"""The judge's start and stop: sentences of the computer on the robot's own port.

Computer to robot   $host,…,start    as if the button was pressed, for a program that waits in wait_for_start()
                    $host,…,stop     emergency stop: as stop_all(), whatever the program does
Robot to computer   ("judge", "waiting" | "start" | "stop")

Nothing listens before wait_for_start(): a program that reads input() has the port to itself until then. From then on
every line is the judge's, so ask the child for names and numbers first. The stop is looked for at every tick of a word
that moves or waits, and by a timer beside them, so that a program that only computes is stopped too.
"""

from machine import Timer
from robot import hardware
from robot.telemetry import telemetry

HOST = "host"
LOOK_MS = 20
TIMER_MS = 50


class Judge:
    """Hears the computer for the robot."""

    def __init__(self, ear):
        self._ear = ear
        self._timer = None
        self.has_started = False

    def listen(self):
        """Obey from now on."""
        if self._timer is None:
            self._ear.listen(self._obey)
            hardware.base.guard.add(self._ear)
            self._timer = _make_timer(self._beat)

    def forget_start(self):
        """Only a start that comes from now on counts."""
        self.has_started = False

    def rest(self):
        """The program is over."""
        if self._timer is not None:
            self._timer.deinit()

    def _obey(self, sentence):
        if sentence.source != HOST:
            return
        if sentence.kind == "start":
            self.has_started = True
        elif sentence.kind == "stop":
            _stop_everything()
            telemetry.tell("judge", "stop")

    def _beat(self, _timer):
        """What was in the middle of setting the motors when the stop came is stopped here, a moment later."""
        self._ear.check()
        if hardware.latch.is_set:
            hardware.base.stop()


judge = Judge(hardware.ear)


def wait_for_start():
    """Wait for the button, or for the judge's start. From then on the judge can stop the robot.

    Raises: RobotStopped: the judge's stop came first.
    """
    base, button = hardware.base, hardware.button
    judge.listen()
    judge.forget_start()
    telemetry.tell("judge", "waiting")
    was_stop = button is not None and hardware.stop_button.lend()  # here a press is a start
    was_pressed = True  # one that is still held from before must be let go first
    while not judge.has_started:
        hardware.latch.check()
        is_pressed = button is not None and button.is_pressed()
        if is_pressed and not was_pressed:
            break
        was_pressed = is_pressed
        base.wait_ms(LOOK_MS)
    if was_stop:
        hardware.stop_button.give_back()
    telemetry.tell("judge", "start")


def _stop_everything():
    from robot.words import stop_all  # words imports this module

    stop_all()


def _make_timer(callback):
    """A timer of MicroPython's own, or the ESP32's last one, where there is no other."""
    try:
        return Timer(-1, period=TIMER_MS, mode=Timer.PERIODIC, callback=callback)
    except ValueError:
        return Timer(3, period=TIMER_MS, mode=Timer.PERIODIC, callback=callback)
