"""Ends with aksara, however that ends: a signal, a crash, the power of an administrator."""

import os
import select
import signal
import threading
import time

# How often it is looked where the pipe itself cannot say so, in seconds.
INTERVAL = 0.5


def end_with_aksara(pipe):
    """Ends this process, and the programs that it has started, when nobody holds the other end of the pipe."""
    threading.Thread(target=watch, args=(pipe, os.getppid()), daemon=True, name="aksara").start()


def watch(pipe, parent):
    if hasattr(select, "poll"):
        poll = select.poll()
        # Its end is told unasked; messages are not for this thread.
        poll.register(pipe, 0)
        poll.poll()
    else:
        while os.getppid() == parent:
            time.sleep(INTERVAL)
    end()


def end():
    try:
        # The process leads a group of its own.
        if os.getpgid(0) == os.getpid():
            os.killpg(0, signal.SIGKILL)
    finally:
        os._exit(1)
