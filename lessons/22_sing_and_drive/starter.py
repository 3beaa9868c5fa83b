import asyncio
from robot import *


async def blink():
    while True:
        led(True)
        await asyncio.sleep(0.05)
        led(False)
        await asyncio.sleep(0.05)


async def sing():
    # Play the tune here.
    await asyncio.sleep(0)


async def main():
    light = asyncio.create_task(blink())
    await straight_async(40, 15)
    light.cancel()


asyncio.run(main())
