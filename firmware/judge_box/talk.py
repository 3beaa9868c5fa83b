"""The judge box's side of the talk with the host: no pin, no port, no wait.

Box to host   hello version inputs oldest | signal input count | start label | stop label | lost count | sync token
              selftest levels | refused kind
Host to box   hello | ack boot seq | start label | stop | sync token | selftest

Kept kinds are signal, start, stop and lost: each has the next sequence number and is sent until it is acknowledged.
The others carry the last number given. `lost` says how many signals since the boot found the ring full: the newest is
refused, nothing is overwritten, and each input's own count goes on, so that the hole can be seen there too.

The same file runs on CPython, so that a million runs can be held over a bad cable without a board.
"""

try:
    import wire
    from judge_box import VERSION
    from judge_box.ring import KeptRing
except ImportError:  # on a computer they live elsewhere
    from firmware import wire
    from firmware.judge_box import VERSION
    from firmware.judge_box.ring import KeptRing

SOURCE = "box"
HOST = "host"
SIGNALS_MAX = 256  # a whole run's balls, twice
OTHERS_MAX = 8  # room that signals leave for start, stop and lost
ARGUMENT_BYTES_MAX = 72  # of a label or a token, as it stands in the line: a run's id of 64 characters fits
RESEND_US = 500000
RESEND_LINES_MAX = 16  # about 1 kB, 0.1 s at 115200 baud
BEEP_US = 300000


class Panel:
    """What a person sees and hears of a box, and what its inputs show; here nothing, on a board its pins."""

    def start_lamp(self, level):
        """A run is on."""

    def pending_lamp(self, level):
        """Something is not yet acknowledged."""

    def buzzer(self, level):
        """A run begins, or the box is being tested."""

    def levels(self):
        """Return the inputs' levels, one character each."""
        return ""


class Talk:
    """Everything but the pins and the port.

    inputs: how many. clock: gives now_us() and at_us(ticks). write: takes bytes. edges: an EdgeQueue or its like.
    """

    def __init__(self, inputs, boot, clock, write, edges, panel):
        self._boot = boot
        self._clock = clock
        self._write = write
        self._edges = edges
        self._panel = panel
        self._ring = KeptRing(SIGNALS_MAX + OTHERS_MAX)
        self._counts = [0] * inputs
        self._lost_count = 0
        self._lost_told = 0
        self._label = None  # of the run that is on
        self._stop_seq = 0
        self._sent_us = 0
        self._beep_end_us = 0
        self._splitter = wire.Splitter()

    def say_hello(self):
        """Say who is here, and from which number on signals are still kept."""
        self._say("hello", VERSION, str(len(self._counts)), str(self._ring.oldest_seq))

    def hear(self, data):
        """Take bytes from the host, whole, in parts or with noise around them."""
        for what, piece in self._splitter.feed(data):
            if what == "sentence" and piece.source == HOST:
                self._take_edges()  # what happened before the host's word keeps its place before the answer
                self._obey(piece.kind, piece.args)

    def work(self):
        """One turn, each TURN_MS or sooner: new signals out, old ones again, the buzzer off."""
        now_us = self._clock.now_us()
        self._take_edges()
        if len(self._ring) and now_us - self._sent_us >= RESEND_US:
            self._resend(RESEND_LINES_MAX)
        if self._beep_end_us and now_us >= self._beep_end_us:
            self._beep_end_us = 0
            self._panel.buzzer(0)

    def signal(self, number, time_us):
        """Keep and send one signal of an input."""
        self._counts[number] += 1
        if not self._keep("signal", (str(number), str(self._counts[number])), time_us, OTHERS_MAX):
            self._lost_count += 1

    def lamps_off(self):
        """The box stops working."""
        self._panel.start_lamp(0)
        self._panel.pending_lamp(0)
        self._panel.buzzer(0)

    # -- what the host asks ------------------------------------------------------------------------------------------

    def _obey(self, kind, args):
        if kind == "hello":
            self.say_hello()
            self._resend(SIGNALS_MAX + OTHERS_MAX)
        elif kind == "ack" and len(args) == 2 and args[0] == str(self._boot) and args[1].isdigit():
            self._forget(int(args[1]))
        elif kind == "sync" and is_short(args):
            self._say("sync", args[0])
        elif kind == "start" and is_short(args):
            self._start(args[0])
        elif kind == "stop":
            self._stop()
        elif kind == "selftest":
            self._beep()
            self._say("selftest", self._panel.levels())
        elif kind != "ack":  # an ack for an earlier boot is no mistake
            self._say("refused", kind)

    def _start(self, label):
        if label == self._label:
            return  # the host asked twice; the answer to the first is kept until acknowledged
        self._panel.start_lamp(1)
        if self._keep("start", (label,), self._clock.now_us(), 0):
            self._label = label
            self._beep()
        else:
            self._panel.start_lamp(0)
            self._say("refused", "start")

    def _stop(self):
        if self._label is None and self._stop_seq >= self._ring.oldest_seq:
            return  # the host asked twice; the first stop is still on its way
        self._panel.start_lamp(0)
        if self._keep("stop", (self._label or "",), self._clock.now_us(), 0):
            self._label = None
            self._stop_seq = self._ring.last_seq
        else:
            self._say("refused", "stop")

    def _forget(self, seq):
        if self._ring.forget(seq):
            self._sent_us = self._clock.now_us()
            self._tell_lost()
            self._panel.pending_lamp(1 if len(self._ring) else 0)

    def _beep(self):
        self._panel.buzzer(1)
        self._beep_end_us = self._clock.now_us() + BEEP_US

    # -- what the host is told ---------------------------------------------------------------------------------------

    def _take_edges(self):
        edge = self._edges.take()
        if edge is None:
            return
        self._clock.now_us()  # so that the stamps are near it
        while edge is not None:
            number, ticks = edge
            self.signal(number, self._clock.at_us(ticks))
            edge = self._edges.take()

    def _tell_lost(self):
        """Now that there is room again."""
        lost_count = self._lost_count + self._edges.refused_count
        if lost_count > self._lost_told and self._keep("lost", (str(lost_count),), self._clock.now_us(), OTHERS_MAX):
            self._lost_told = lost_count

    def _keep(self, kind, args, time_us, room):
        """Number, keep and send; the lamp goes on first. False: fewer than room + 1 places are free."""
        if len(self._ring) + room >= SIGNALS_MAX + OTHERS_MAX:
            return False
        line = wire.encode(wire.Sentence(SOURCE, self._boot, self._ring.last_seq + 1, time_us, kind, args))
        if not len(self._ring):
            self._sent_us = self._clock.now_us()
            self._panel.pending_lamp(1)
        self._ring.keep(line)
        self._write(line)
        return True

    def _resend(self, count):
        for line in self._ring.lines(count):
            self._write(line)
        self._sent_us = self._clock.now_us()

    def _say(self, kind, *args):
        """Send a sentence that is not kept."""
        time_us = self._clock.now_us()
        self._write(wire.encode(wire.Sentence(SOURCE, self._boot, self._ring.last_seq, time_us, kind, args)))


def is_short(args):
    """True: one argument, and a sentence that repeats it is not too long."""
    return len(args) == 1 and len(wire.escaped(args[0])) <= ARGUMENT_BYTES_MAX
