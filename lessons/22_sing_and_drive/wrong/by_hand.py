from robot import *
from robot.hardware import buzzer

tune = [523, 392, 523, 392]
drive_there = straight(40, 15, wait=False)
for step in range(40):
    led(step % 2 == 0)
    buzzer.sound(0 if step % 10 == 9 else tune[step // 10])
    wait(0.05)
buzzer.silence()
while not drive_there.done():
    led(True)
    wait(0.05)
    led(False)
    wait(0.05)
