"""The pipe to aksara: messages of a length and marshal's version 2, which every Python reads and writes alike."""

import io
import os
import sys
from marshal import dumps, loads
from struct import Struct

LENGTH = Struct("<I")
GREATEST_LINE = 8192


class Channel:
    """Sends messages and receives answers."""

    def __init__(self, incoming, outgoing):
        self._read = incoming.read
        self._outgoing = outgoing
        self._awaited = None

    def send(self, data):
        data = memoryview(LENGTH.pack(len(data)) + data)
        while data:
            data = data[self._outgoing.write(data):]

    def receive(self):
        """The next message; aksara is gone where there is none."""
        length = self._read(4)
        if len(length) < 4:
            os._exit(0)
        return loads(self._read(LENGTH.unpack(length)[0]))

    def request(self, data):
        """The answer to a message; an error of the database is raised."""
        self.settle()
        self.send(data)
        return checked(self.receive())

    def request_later(self, data):
        """The answer to a message, which is awaited when it is needed, or before another message is sent."""
        self.settle()
        self.send(data)
        self._awaited = Later(self)
        return self._awaited

    def settle(self):
        """Receives the answer that is not there yet, where there is one."""
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


class Prints(io.TextIOBase):
    """What the user's code prints, line by line."""

    encoding = "utf-8"

    def __init__(self, channel, is_error):
        self._channel = channel
        self._is_error = is_error
        self._line = ""

    def writable(self):
        return True

    def write(self, text):
        text = str(text)
        *lines, self._line = (self._line + text).split("\n")
        while len(self._line) > GREATEST_LINE:
            lines.append(self._line[:GREATEST_LINE])
            self._line = self._line[GREATEST_LINE:]
        for line in lines:
            self._print(line)
        return len(text)

    def finish(self):
        """Prints a last line without an end."""
        if self._line:
            self._print(self._line)
            self._line = ""

    def _print(self, line):
        line = line.encode("utf-8", "replace").decode("utf-8")
        self._channel.send(dumps(("print", self._is_error, line), 2))


def take_standard_streams(channel):
    """Prints go to aksara; what is no print of Python's (a program that is called) to the standard error."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.stdin = open(os.devnull)
    sys.stdout = Prints(channel, False)
    sys.stderr = Prints(channel, True)
