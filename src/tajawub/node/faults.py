"""A bad network between two nodes, on this machine only: a TCP relay that refuses, delays, cuts and loses answers.

It sees ciphertext and knows nothing of TLS or AS4. A lost answer makes the sender repeat what the receiver
already has; delays let parcels overtake each other. Every draw comes from one seeded generator.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from enum import StrEnum

_CHUNK = 65536
_LONGEST_DELAY = 0.6
"""Seconds a turn is held back at most: longer than a delivery takes, short enough for a test."""


class Fault(StrEnum):
    """What happens to one turn (one request and its answer)."""

    NONE = "none"
    REFUSED = "refused"
    DELAYED = "delayed"
    CUT = "cut"
    ANSWER_LOST = "answer_lost"


WEIGHTS = {Fault.NONE: 50, Fault.REFUSED: 12, Fault.DELAYED: 20, Fault.CUT: 8, Fault.ANSWER_LOST: 10}


class Relay:
    """Listens on `port` of 127.0.0.1 and passes on to `target`, well or badly, until stopped."""

    def __init__(self, port: int, target: int, *, seed: int) -> None:
        self.port, self.target = port, target
        self.drawn: Counter[Fault] = Counter()
        self.calm = False
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose, nothing secret
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"relay-{port}", daemon=True)
        self._ready = threading.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._thread.start()
        self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", self.port))
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in self._tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*self._tasks, return_exceptions=True))
        self._loop.close()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _draw(self) -> Fault:
        if self.calm:
            return Fault.NONE
        fault = self._random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        self.drawn[fault] += 1
        return fault

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        turn = _Turn()
        ways = (self._requests(reader, there_writer, turn), self._answers(there_reader, writer, turn))
        tasks = [asyncio.ensure_future(way) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for one in (there_writer, writer):
                one.transport.abort()

    async def _requests(self, reader: asyncio.StreamReader, there: asyncio.StreamWriter, turn: _Turn) -> None:
        while chunk := await reader.read(_CHUNK):
            if turn.answered:
                turn.answered = False
                turn.fault = self._draw()
                await self._begin(turn)
            if turn.fault is Fault.CUT:
                there.write(chunk[: len(chunk) // 2])
                await there.drain()
                raise _Broken
            there.write(chunk)
            await there.drain()

    async def _begin(self, turn: _Turn) -> None:
        match turn.fault:
            case Fault.REFUSED:
                raise _Broken
            case Fault.DELAYED:
                await asyncio.sleep(self._random.uniform(0, _LONGEST_DELAY))
            case Fault.NONE | Fault.CUT | Fault.ANSWER_LOST:
                return

    async def _answers(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter, turn: _Turn) -> None:
        while chunk := await there.read(_CHUNK):
            turn.answered = True
            if turn.fault is Fault.ANSWER_LOST:
                raise _Broken
            writer.write(chunk)
            await writer.drain()


class _Broken(Exception):
    """The turn's fault ends the connection."""


class _Turn:
    """One request and its answer on a connection kept open."""

    def __init__(self) -> None:
        self.fault = Fault.NONE
        self.answered = True
