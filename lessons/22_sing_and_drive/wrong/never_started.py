import asyncio
from robot import *


async def blink():
    while True:
        led(True)
        await asyncio.sleep(0.05)
        led(False)
        await asyncio.sleep(0.05)


async def sing():
    await play_async("C5 G4 C5 G4")


async def main():
    light = asyncio.create_task(blink())
    await straight_async(40, 15)
    light.cancel()


asyncio.run(main())
