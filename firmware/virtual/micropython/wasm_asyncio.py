"""`asyncio` where MicroPython's build has none: the words a robot's program uses, on the board's clock.

run, create_task, gather, sleep, sleep_ms, wait_for, wait_for_ms, current_task, Event, Lock, CancelledError,
TimeoutError, and a loop's create_task, run_forever, run_until_complete, stop. No streams: such a board has none.
Tasks due at the same moment run in the order they were pushed (`_tasks`), so every run of a program is the same.
Interface: MicroPython's own asyncio (its manual, library/asyncio).
"""

import sys

import select
from _tasks import Task, TaskQueue
from time import ticks_add, ticks_diff, ticks_ms


class CancelledError(BaseException):
    pass


class TimeoutError(Exception):  # noqa: A001 - its name there
    pass


cur_task = None
_task_queue = TaskQueue()
_stop_task = None
_poller = select.poll()


class _Pause:
    """Wait once until a moment; the iterable that a coroutine yields from."""

    def __init__(self, until_ms):
        self._until_ms = until_ms

    def __iter__(self):
        return self

    def __next__(self):
        if self._until_ms is None:
            raise StopIteration
        _task_queue.push(cur_task, self._until_ms)
        self._until_ms = None


def sleep_ms(duration_ms):
    return _Pause(ticks_add(ticks_ms(), max(0, duration_ms)))


def sleep(seconds):
    return sleep_ms(int(seconds * 1000))


def create_task(coro):
    if not hasattr(coro, "send"):
        raise TypeError("coroutine expected")
    task = Task(coro, globals())
    _task_queue.push(task)
    return task


def current_task():
    if cur_task is None:
        raise RuntimeError("no running event loop")
    return cur_task


def _finish(task, error):
    """A task ended: wake who waits for it; an error that nobody waits for is told."""
    is_end = isinstance(error, StopIteration)
    waiting = task.state
    if waiting is True:
        task.state = None
        if not is_end and not isinstance(error, CancelledError):
            told = {"message": "Task exception wasn't retrieved", "exception": error, "future": task}
            loop.call_exception_handler(told)
    elif isinstance(waiting, TaskQueue):
        while waiting.peek():
            _task_queue.push(waiting.pop())
        task.state = False
    elif callable(waiting):
        waiting(task, error)
        task.state = False
    task.data = error


def run_until_complete(main_task=None):
    """Run tasks until this one ended and return what it did; without one, until none is left or `stop`."""
    global cur_task
    while True:
        left_ms = 1
        while left_ms > 0:  # looks and waits as often as MicroPython's own: the clock's readings cost time
            task = _task_queue.peek()
            if task is None:
                return None
            left_ms = max(0, ticks_diff(task.ph_key, ticks_ms()))
            _poller.ipoll(left_ms)
        task = _task_queue.pop()
        cur_task, error = task, task.data
        try:
            if not error:
                task.coro.send(None)
            else:
                task.data = None
                task.coro.throw(error)
        except (CancelledError, Exception) as ended:
            cur_task = None
            if task is main_task:
                task.state = False
                if isinstance(ended, StopIteration):
                    return ended.value
                raise
            if task is _stop_task:
                return None
            if task.state:
                _finish(task, ended)
        cur_task = None


def run(coro):
    return run_until_complete(create_task(coro))


async def _outcome(awaitable):
    return await awaitable


async def wait_for_ms(awaitable, timeout_ms):
    """What it gives; after the timeout it is cancelled, and TimeoutError raised."""
    task = awaitable if isinstance(awaitable, Task) else create_task(_outcome(awaitable))
    if timeout_ms is None:
        return await task
    waiting = current_task()
    result = []

    async def watch():
        try:
            result.append((True, await task))
        except (CancelledError, Exception) as error:
            result.append((False, error))
        if alarm_is_set:
            waiting.cancel()

    alarm_is_set = True
    watcher = create_task(watch())
    try:
        await sleep_ms(timeout_ms)
    except CancelledError:
        if not result:  # not the task's end: somebody cancels us
            alarm_is_set = False
            task.cancel()
            raise
    else:
        if not result:
            alarm_is_set = False
            task.cancel()
            await watcher
            raise TimeoutError
    is_good, value = result[0]
    if is_good:
        return value
    raise value


def wait_for(awaitable, timeout):
    return wait_for_ms(awaitable, None if timeout is None else int(timeout * 1000))


async def gather(*awaitables, return_exceptions=False):
    """All results, in their order; an error is raised when all that came before it have ended, or given back."""
    tasks = [one if isinstance(one, Task) else create_task(_outcome(one)) for one in awaitables]
    results = []
    try:
        for task in tasks:
            try:
                results.append(await task)
            except (CancelledError, Exception) as error:
                if not return_exceptions or task is cur_task:
                    raise
                results.append(error)
    except CancelledError:
        for task in tasks:
            task.cancel()
        raise
    return results


class Event:
    """Set or not; who waits goes on when it is set."""

    def __init__(self):
        self._is_set = False
        self._waiting = TaskQueue()

    def is_set(self):
        return self._is_set

    def set(self):
        while self._waiting.peek():
            _task_queue.push(self._waiting.pop())
        self._is_set = True

    def clear(self):
        self._is_set = False

    def wait(self):
        return _Turn(self._waiting, self.is_set)


class _Turn:
    """Wait in a queue until somebody pushes the task back; not at all when `has_come`."""

    def __init__(self, queue, has_come):
        self._queue, self._has_come = queue, has_come
        self._waits = False

    def __iter__(self):
        return self

    def __next__(self):
        if self._waits or self._has_come():
            raise StopIteration(True)
        self._waits = True
        self._queue.push(cur_task)
        cur_task.data = self._queue


class Lock:
    """Held by one task at a time; the others wait in order."""

    def __init__(self):
        self._is_held = False
        self._waiting = TaskQueue()

    def locked(self):
        return self._is_held

    async def acquire(self):
        while self._is_held:
            await _Turn(self._waiting, lambda: not self._is_held)
        self._is_held = True
        return True

    def release(self):
        if not self._is_held:
            raise RuntimeError("Lock not acquired")
        self._is_held = False
        if self._waiting.peek():
            _task_queue.push(self._waiting.pop())

    async def __aenter__(self):
        return await self.acquire()

    async def __aexit__(self, *_):
        self.release()


class _Loop:
    """The only one."""

    def __init__(self):
        self._handler = None

    create_task = staticmethod(create_task)

    def run_until_complete(self, awaitable):
        return run_until_complete(awaitable if isinstance(awaitable, Task) else create_task(awaitable))

    def run_forever(self):
        global _stop_task

        async def stand():
            while True:
                await sleep_ms(1000)

        _stop_task = create_task(stand())
        run_until_complete()

    def stop(self):
        if _stop_task is not None:
            _stop_task.cancel()

    def close(self):
        pass

    def set_exception_handler(self, handler):
        self._handler = handler

    def call_exception_handler(self, context):
        if self._handler is not None:
            self._handler(self, context)
            return
        print(context["message"])
        print("future:", context["future"], "coro=", context["future"].coro)
        sys.print_exception(context["exception"])


loop = _Loop()


def get_event_loop():
    return loop


def new_event_loop():
    global _task_queue, _stop_task, cur_task
    _task_queue, _stop_task, cur_task = TaskQueue(), None, None
    return loop
