"""guarded.py - the command on input of any kind: how long it may take and how much memory it may hold.

Owns the process and its measures; what is right for an input is its test's.
"""
import os
import subprocess
import threading
import time

from tap import RETORT

# A sanitizer's finding ends the run with a status that is none of ours.
ENV = dict(os.environ, ASAN_OPTIONS="exitcode=99", UBSAN_OPTIONS="halt_on_error=1:exitcode=99")


def guarded(folder, *args, seconds, resident, stdin=subprocess.DEVNULL):
    """Runs the command in the folder; returns (status, messages), checks time and memory (KiB)."""
    begun = time.monotonic()
    with open(os.path.join(folder, ".messages"), "wb") as messages:
        child = subprocess.Popen([RETORT, *args], cwd=folder, env=ENV, stdin=stdin,
                                 stdout=subprocess.DEVNULL, stderr=messages)
    alarm = threading.Timer(6 * seconds, child.kill)
    alarm.start()
    _, waited, usage = os.wait4(child.pid, 0)
    alarm.cancel()
    child.returncode = 0  # so that Popen does not wait as well
    with open(os.path.join(folder, ".messages"), errors="replace") as messages:
        text = messages.read()
    assert os.WIFEXITED(waited), (args, "died of signal", os.WTERMSIG(waited), text)
    assert time.monotonic() - begun < seconds, (args, "took", time.monotonic() - begun)
    assert usage.ru_maxrss < resident, (args, usage.ru_maxrss)
    return os.WEXITSTATUS(waited), text
