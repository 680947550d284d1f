"""The standard streams of the user's code: what it prints goes to aksara, line by line."""

import io
import os
import sys

GREATEST_LINE = 8192


class Prints(io.RawIOBase):
    """The bytes that are printed. They stand below a text stream, as those of a file do."""

    mode = "wb"

    def __init__(self, channel, name, descriptor):
        self.name = f"<{name}>"
        self.encoding = "utf-8"
        self._channel = channel
        self._descriptor = descriptor
        self._line = b""

    def writable(self):
        return True

    def fileno(self):
        """For programs that are called: what they print goes to the standard error."""
        return self._descriptor

    def write(self, data):
        data = bytes(data)
        *lines, self._line = (self._line + data).split(b"\n")
        while len(self._line) > GREATEST_LINE:
            end = GREATEST_LINE
            # Not within a character of UTF-8.
            while end > 1 and self._line[end] & 0xC0 == 0x80:
                end -= 1
            lines.append(self._line[:end])
            self._line = self._line[end:]
        for line in lines:
            self._print(line)
        return len(data)

    def finish(self):
        """Prints a last line without an end."""
        if self._line:
            line, self._line = self._line, b""
            self._print(line)

    def close(self):
        """The stream above it may be closed, and another one be opened for the next function."""
        self.finish()

    def _print(self, line):
        line = line.decode(self.encoding, "replace").rstrip("\r")
        line = line.encode("utf-8", "replace").decode("utf-8")
        self._channel.send(("print", self._descriptor == 2, line))


class PrintedText(io.TextIOWrapper):
    """A standard stream."""

    mode = "w"

    def __init__(self, prints):
        super().__init__(prints, "utf-8", "backslashreplace", "\n", write_through=True)

    def reconfigure(self, *, encoding=None, **options):
        super().reconfigure(encoding=encoding, **options)
        self.buffer.encoding = self.encoding


class StandardStreams:
    """`sys.stdout` and `sys.stderr`, which the user's code may replace while it runs."""

    def __init__(self, channel):
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        # What is no print of Python's (a program that is called) goes to the standard error.
        os.dup2(2, 1)
        sys.stdin = sys.__stdin__ = open(os.devnull)
        self._prints = {name: Prints(channel, name, descriptor) for name, descriptor in (("stdout", 1), ("stderr", 2))}
        self._texts = {name: PrintedText(prints) for name, prints in self._prints.items()}
        self._restore()

    def finish(self):
        """Prints what a function has written and not sent yet, and makes the streams aksara's again."""
        for stream in (sys.stdout, sys.stderr, *self._texts.values()):
            try:
                stream.flush()
            except Exception:
                pass  # A stream of the function's own that cannot be flushed: none at all, or one that is closed.
        for prints in self._prints.values():
            prints.finish()
        self._restore()

    def _restore(self):
        for name, prints in self._prints.items():
            text = self._texts[name]
            if is_detached(text) or text.closed or text.encoding != "utf-8":
                prints.encoding = "utf-8"
                text = self._texts[name] = PrintedText(prints)
            setattr(sys, name, text)
            setattr(sys, f"__{name}__", text)


def is_detached(text):
    try:
        text.closed
    except ValueError:
        return True
    return False
