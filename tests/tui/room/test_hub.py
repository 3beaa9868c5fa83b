"""What happens is told to every page that listens, once, whether it was opened before or after."""

import re
from collections.abc import AsyncIterator

from tui.room.hub import EVENTS_MAX, Channel, Page


async def told(stream: AsyncIterator[bytes], until: str) -> list[str]:
    """The events of a stream up to one, each as its name and number."""
    seen: list[str] = []
    async for piece in stream:
        if found := re.match(rb"id: \w+-(\d+)\nevent: (\w+)", piece):
            seen.append(f"{found[2].decode()} {found[1].decode()}")
            if seen[-1].startswith(until):
                break
    return seen


async def first_word(page: Page) -> AsyncIterator[bytes]:
    """A page that listens already."""
    stream = page.stream()
    assert b"retry" in await anext(stream)
    return stream


async def test_a_page_opened_before_anything_happened_hears_all_of_it() -> None:
    """Nothing of the run's alone: the mentor's page hears of children, a child's page of the mentor."""
    channel = Channel("boot")
    stream = await first_word(channel.open())
    channel.publish("pupil", {})
    channel.publish("mentor", {"minutes_left": 10})
    channel.publish("end", {})

    assert ["pupil 1", "mentor 2", "end 3"] == await told(stream, "end")


async def test_a_page_opened_later_has_the_run_that_goes_on_and_nothing_older() -> None:
    """What the mentor said before comes with the page itself; and what comes after comes once."""
    channel = Channel("boot")
    for name in ("mentor", "queued", "verdict", "queued", "began", "pupil"):
        channel.publish(name, {})
    stream = await first_word(channel.open())
    channel.publish("mentor", {})
    channel.publish("end", {})

    assert ["queued 4", "began 5", "mentor 7", "end 8"] == await told(stream, "end")


async def test_a_page_that_comes_back_hears_what_it_missed_or_is_told_to_ask_anew() -> None:
    """A few events later it misses none; a long time later it is told so."""
    channel = Channel("boot")
    for _time in range(3):
        channel.publish("pupil", {})
    channel.publish("end", {})
    soon = await told(channel.open("boot-2").stream(), "end")
    for _time in range(EVENTS_MAX + 1):
        channel.publish("pupil", {})
    late = await told(channel.open("boot-2").stream(), "pupil")

    assert ["pupil 3", "end 4"] == soon
    assert "anew" == late[0].split()[0]
