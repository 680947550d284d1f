"""The pipe to aksara: messages of a length and marshal's version 2, which every Python reads and writes alike."""

import os
import threading
from marshal import dumps, loads
from struct import Struct

LENGTH = Struct("<I")
# Beyond this, marshal itself has no length for a text.
GREATEST_MESSAGE = 2**31 - 1


class Channel:
    """Sends messages and receives answers. A message and its answer belong together, whichever thread sends it."""

    def __init__(self, incoming, outgoing):
        self._read = incoming.read
        self._outgoing = outgoing
        self._awaited = None
        self._lock = threading.RLock()

    def send(self, message):
        try:
            data = dumps(message, 2)
        except ValueError:
            # The bridge makes nothing else that marshal has no word for.
            raise too_large() from None
        if len(data) > GREATEST_MESSAGE:
            raise too_large()
        data = memoryview(LENGTH.pack(len(data)) + data)
        with self._lock:
            while data:
                data = data[self._outgoing.write(data):]

    def receive(self):
        """The next message; aksara is gone where there is none."""
        length = self._read(4)
        if len(length) < 4:
            os._exit(0)
        return loads(self._read(LENGTH.unpack(length)[0]))

    def request(self, message):
        """The answer to a message; an error of the database is raised."""
        with self._lock:
            self.settle()
            self.send(message)
            answer = self.receive()
        return checked(answer)

    def request_later(self, message):
        """The answer to a message, which is awaited when it is needed, or before another message is sent."""
        with self._lock:
            self.settle()
            self.send(message)
            self._awaited = Later(self)
            return self._awaited

    def settle(self):
        """Receives the answer that is not there yet, where there is one."""
        with self._lock:
            if self._awaited is not None:
                self._awaited.answer = self.receive()
                self._awaited = None


class Later:
    """An answer that may not be there yet."""

    def __init__(self, channel):
        self._channel = channel
        self.answer = None

    def result(self):
        if self.answer is None:
            self._channel.settle()
        return checked(self.answer)


def checked(answer):
    if answer[0]:
        raise error_of(*answer[1:])
    return answer


def too_large():
    return ValueError("the values of one call are greater than 2 GiB; give them in smaller parts")
