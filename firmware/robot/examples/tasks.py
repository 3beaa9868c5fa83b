# Three tasks with asyncio: one drives, one blinks, one plays.
import asyncio
from robot import *

async def blink():
    while True:
        led(True)
        await asyncio.sleep(0.2)
        led(False)
        await asyncio.sleep(0.2)

async def sing():
    await beep_async("C5", 0.4)
    await play_async("C4 D4 E4:2")

async def main():
    tasks = [asyncio.create_task(blink()), asyncio.create_task(sing())]
    await straight_async(20)
    await turn_async(90)
    await curve_async(20, 90)
    for task in tasks:
        task.cancel()

asyncio.run(main())
