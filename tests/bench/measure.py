"""measure.py - how long a command takes and how much memory it holds; knows nothing of what it does."""
import os
import subprocess
import sys
import time

ROUNDS = 5


def high_water(pid):
    """The largest resident set so far in MiB: the kernel's own mark, of what runs after exec."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0


def measure(args, rounds=ROUNDS, memory=False, statuses=(0,)):
    """Best wall time in seconds; with `memory` the largest resident set in MiB, too."""
    best, peak = None, 0
    for _ in range(rounds):
        begin = time.perf_counter()
        process = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.05 if memory else 0)
        while memory and process.poll() is None:
            peak = max(peak, high_water(process.pid))
            time.sleep(0.005)
        if process.wait() not in statuses:
            sys.exit(f"{' '.join(args)}: exit {process.returncode}")
        took = time.perf_counter() - begin
        best = took if best is None else min(best, took)
    return best, peak


def compiled(source, out, *libraries):
    """A C program built beside; None where it cannot be."""
    flags = []
    for library in libraries:
        found = subprocess.run(["pkg-config", "--cflags", "--libs", library], capture_output=True, text=True)
        flags += found.stdout.split() if found.returncode == 0 else ["-l" + library]
    done = subprocess.run(["cc", "-O2", source, *flags, "-o", out])
    return out if done.returncode == 0 and os.path.exists(out) else None
