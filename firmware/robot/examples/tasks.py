# Two tasks with asyncio: one drives, one blinks.
import asyncio
from robot import *

async def blink():
    while True:
        led(True)
        await asyncio.sleep(0.2)
        led(False)
        await asyncio.sleep(0.2)

async def main():
    task = asyncio.create_task(blink())
    await straight_async(20)
    await turn_async(90)
    await curve_async(20, 90)
    task.cancel()

asyncio.run(main())
