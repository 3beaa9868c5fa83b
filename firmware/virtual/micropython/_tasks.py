"""asyncio's Task and TaskQueue on the board's clock (the built-in ones, in C, take their "now" from the real clock).

Offers what `asyncio.core` imports from `_asyncio`: same attributes, same states. Tasks due at the same moment run in
the order they were pushed, so a program's interleaving is the same every time. `Task.state`: True running, a TaskQueue
running and waited for, a callable running with something to call at its end, None ended and nobody knows, False ended
and known.
"""

from time import ticks_diff, ticks_ms


class TaskQueue:
    """Tasks in the order of `ph_key` (their due ticks, ms)."""

    def __init__(self):
        self.tasks = []

    def peek(self):
        return self.tasks[0] if self.tasks else None

    def push(self, task, key=None):
        if task in self.tasks:
            raise RuntimeError("task is queued already")
        task.data = None
        task.ph_key = key = ticks_ms() if key is None else key
        tasks = self.tasks
        at = len(tasks)
        while at and ticks_diff(tasks[at - 1].ph_key, key) > 0:
            at -= 1
        tasks.insert(at, task)

    def pop(self):
        return self.tasks.pop(0)

    def remove(self, task):
        self.tasks.remove(task)


class Task:
    """One running coroutine. `context` is asyncio.core's namespace."""

    def __init__(self, coro, context=None):
        self.coro = coro
        self.data = None  # what it waits on, the exception to throw into it, or its result
        self.state = True
        self.ph_key = 0
        self.context = context

    def __iter__(self):
        if not self.state:
            self.state = False
        elif self.state is True:
            self.state = TaskQueue()
        elif not isinstance(self.state, TaskQueue):
            raise RuntimeError("can't wait")
        return self

    def __next__(self):
        if not self.state:
            raise self.data
        waiting = self.context["cur_task"]
        self.state.push(waiting)
        waiting.data = self

    def done(self):
        return not self.state

    def cancel(self):
        if not self.state:
            return False
        if self is self.context["cur_task"]:
            raise RuntimeError("can't cancel self")
        task = self
        while isinstance(task.data, Task):
            task = task.data
        queue = self.context["_task_queue"]
        if hasattr(task.data, "remove"):
            task.data.remove(task)
            queue.push(task)
        elif ticks_diff(task.ph_key, ticks_ms()) > 0:
            queue.remove(task)
            queue.push(task)
        task.data = self.context["CancelledError"]
        return True
