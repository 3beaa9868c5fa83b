"""A program on a virtual board lives on the field's clock: real MicroPython, a real channel, no wall time."""

import tempfile
import textwrap
from pathlib import Path

import pytest

from firmware.virtual.events import ProgramNeverWaits
from firmware.virtual.session import RunTrace, run_program, start_micropython


def run(program: str, limit_s: float = 30.0, cpu_limit_s: float = 5.0) -> RunTrace:
    """Run a bare program (no robot library) on the field's clock."""
    text = textwrap.dedent(program)
    return run_program(text, has_library=False, presses_button=False, limit_s=limit_s, cpu_limit_s=cpu_limit_s)


def words(trace: RunTrace) -> list[str]:
    """What it printed, which must not be a traceback."""
    assert "Traceback" not in trace.output, trace.output
    return trace.output.split()


def test_two_tasks_interleave_exactly_and_take_no_wall_time() -> None:
    """asyncio sleeps on the field's clock: 700 and 1,000 ms meet at 7 s, and 7 s take no time."""
    trace = run("""
        import asyncio, time
        async def beat(name, ms, count):
            for _ in range(count):
                await asyncio.sleep_ms(ms)
                print(name, time.ticks_ms())
        async def main():
            await asyncio.gather(beat("a", 700, 10), beat("b", 1000, 7))
        time.ticks_ms()
        asyncio.run(main())
    """)

    said = words(trace)

    beats = sorted([(700 * n, "a") for n in range(1, 11)] + [(1000 * n, "b") for n in range(1, 8)])
    assert [ms for ms, _ in beats] == [int(ms) for ms in said[1::2]]
    assert [name for _, name in beats][:14] == said[0::2][:14]
    assert trace.wall_s < 1.0


def test_asyncio_cancels_times_out_and_waits_for_events_on_the_fields_clock() -> None:
    """Everything of asyncio that waits keeps its meaning, with the field's time."""
    trace = run("""
        import asyncio, time
        from machine import Timer
        async def long():
            await asyncio.sleep_ms(500)
        async def main():
            t = time.ticks_ms()
            try:
                await asyncio.wait_for_ms(long(), 50)
            except asyncio.TimeoutError:
                print("timeout", time.ticks_ms() - t)
            sleeper = asyncio.create_task(long())
            await asyncio.sleep_ms(20)
            sleeper.cancel()
            try:
                await sleeper
            except asyncio.CancelledError:
                print("cancelled", time.ticks_ms() - t)
            flag = asyncio.ThreadSafeFlag()
            Timer(period=30, mode=Timer.ONE_SHOT, callback=lambda _: flag.set())
            await flag.wait()
            print("flag", time.ticks_ms() - t)
            done = asyncio.Event()
            async def setter():
                await asyncio.sleep_ms(100)
                done.set()
            asyncio.create_task(setter())
            await done.wait()
            print("event", time.ticks_ms() - t)
        asyncio.run(main())
    """)

    said = words(trace)

    assert ["timeout", "cancelled", "flag", "event"] == said[0::2]
    assert all(abs(expected - int(got)) <= 2 for expected, got in zip([50, 70, 100, 200], said[1::2], strict=True))


def test_a_loop_that_polls_the_clock_ends() -> None:
    """Reading the clock costs time, so that waiting by looking at it ends."""
    trace = run("""
        import time
        end = time.ticks_add(time.ticks_ms(), 250)
        while time.ticks_diff(end, time.ticks_ms()) > 0:
            pass
        print(time.ticks_ms())
    """)

    assert 250 <= int(words(trace)[0]) <= 252


def test_a_program_that_never_waits_is_interrupted_and_named_with_its_device_time() -> None:
    """CPU time without an exchange ends a program; the device time named is that of the last exchange."""
    traces = [
        run("import time\ntime.sleep_ms(40)\nwhile True:\n    pass\n", limit_s=3.0, cpu_limit_s=0.2) for _ in range(2)
    ]

    for trace in traces:
        named = [event for event in trace.events if isinstance(event, ProgramNeverWaits)]
        assert [ProgramNeverWaits("robot", 40_000, was_killed=False)] == named
        assert "KeyboardInterrupt" in trace.output
        assert trace.is_over


def test_a_program_that_shrugs_off_the_interrupt_is_killed() -> None:
    """The second time there is no mercy."""
    trace = run(
        """
        import time
        time.sleep_ms(1)
        while True:
            try:
                while True:
                    pass
            except KeyboardInterrupt:
                pass
        """,
        limit_s=3.0,
        cpu_limit_s=0.15,
    )

    assert [False, True] == [event.was_killed for event in trace.events if isinstance(event, ProgramNeverWaits)]


def test_a_flood_of_writes_does_not_stop_the_clock() -> None:
    """A program that only writes pins spends time with every write."""
    trace = run("""
        import time
        from machine import Pin
        led = Pin(25, Pin.OUT)
        for _ in range(1000):
            led.toggle()
        print(time.ticks_us())
    """)

    assert 20_000 <= int(words(trace)[0]) <= 22_000


def test_time_reads_like_a_board() -> None:
    """Ticks start near 0 and wrap at 2**30; time() is a fixed day plus the field's clock; mktime undoes gmtime."""
    trace = run("""
        import time
        print(time.ticks_us() < 1000, time.ticks_diff(5, (1 << 30) - 5), time.ticks_add((1 << 30) - 1, 2))
        print(time.gmtime()[:3] == (2026, 4, 1), time.mktime(time.gmtime(1234567890)))
        start = time.time()
        time.sleep(61.5)
        print(time.time() - start, time.time_ns() % 1000, time.localtime() == time.gmtime())
    """, limit_s=70.0)  # fmt: skip

    assert ["True", "10", "1", "True", "1234567890", "61", "0", "True"] == words(trace)


def test_timers_and_pins_call_back_during_waits() -> None:
    """A periodic timer beats on the field's clock, the button's interrupt arrives with its level and its flags."""
    trace = run_program(
        textwrap.dedent("""
            import time
            from machine import Pin, Timer
            beats, edges = [], []
            def pressed(pin):
                edges.append((irq.flags(), pin.value()))
            irq = Pin(22, Pin.IN, Pin.PULL_UP).irq(pressed, Pin.IRQ_FALLING | Pin.IRQ_RISING)
            timer = Timer(period=100, callback=lambda _: beats.append(time.ticks_ms()))
            time.sleep_ms(450)
            timer.deinit()
            time.sleep_ms(200)
            print(*[beat // 10 for beat in beats], edges)
        """),
        has_library=False,
    )

    assert "10 20 30 40 [(1, 0), (2, 1)]" == trace.output.strip()


def test_an_interrupted_wait_leaves_the_channel_in_step() -> None:
    """A Ctrl-C in the middle of a question loses no answer and takes none that is not its own."""
    trace = run("""
        import time, machine
        time.sleep_ms(10)
        for round in range(3):
            try:
                if round == 1:
                    while True:
                        pass
            except KeyboardInterrupt:
                print("ouch")
            print(machine.ADC(26).read_u16() > 5000, machine.Encoder(0).value(), time.ticks_ms())
    """, cpu_limit_s=0.15)  # fmt: skip

    assert ["True", "0", "10", "ouch", "True", "0", "10", "True", "0", "10"] == words(trace)


def test_a_board_of_its_own_uses_the_real_clock_and_keeps_its_pins() -> None:
    """Without a field the same modules work: real time, a pin holds what was written."""
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryFile() as output:
        folder = Path(name)
        (folder / "main.py").write_text(
            textwrap.dedent("""
                import asyncio, time
                from machine import ADC, PWM, Pin, Signal, Timer, unique_id
                start = time.ticks_ms()
                rang = []
                Timer(period=5, mode=Timer.ONE_SHOT, callback=lambda _: rang.append(1))
                async def rest():
                    await asyncio.sleep_ms(30)
                asyncio.run(rest())
                print(30 <= time.ticks_diff(time.ticks_ms(), start) < 500, rang)
                led = Pin(25, Pin.OUT)
                led.toggle()
                lamp = Signal(led, invert=True)
                print(led.value(), lamp.value(), Pin(22, Pin.IN, Pin.PULL_UP).value(), ADC(26).read_u16())
                motor = PWM(Pin(10), freq=1000, duty_u16=30000)
                print(motor.freq(), motor.duty_u16(), motor.duty_ns(), len(unique_id()))
            """)
        )
        with start_micropython(folder, None, output.fileno()) as process:
            assert process.wait(10) == 0
        output.seek(0)
        assert b"True [1] 1 0 1 0 1000 30000 457770 8".split() == output.read().split()


@pytest.mark.parametrize("name", ["time", "machine", "select"])
def test_nothing_but_the_standard_interface(name: str) -> None:
    """A driver that uses these modules runs on an RP2040: every public name is MicroPython's own."""
    rp2 = {
        "time": "gmtime localtime mktime sleep sleep_ms sleep_us ticks_add ticks_cpu ticks_diff ticks_ms ticks_us time "
        "time_ns",
        "machine": "ADC Encoder I2C PWM PWRON_RESET Pin PinBase RTC Signal Timer WDT WDT_RESET disable_irq enable_irq "
        "freq idle lightsleep mem16 mem32 mem8 reset reset_cause soft_reset time_pulse_us unique_id",
        "select": "POLLERR POLLHUP POLLIN POLLOUT poll",
    }
    trace = run(f"import {name}\nprint(*sorted(n for n in dir({name}) if n[0] != '_'))\n")

    assert rp2[name].split() == [
        word for word in words(trace) if word not in {"const", "sys", "umachine", "uselect", "utime"}
    ]
