"""`retort bulk` killed at random moments, parent and workers, and resumed: in the end all is as if nothing had happened."""
import os
import random
import signal
import sqlite3
import subprocess
import time

from tap import RETORT, main, retort, test

FILES, KILLS, ROWS = 60, 50, 300


def make(folder):
    chance = random.Random(5)
    for i in range(FILES):
        os.makedirs(os.path.join(folder, str(i % 5)), exist_ok=True)
        with open(os.path.join(folder, str(i % 5), f"{i}.csv"), "w", encoding="utf-8") as file:
            for _ in range(ROWS):
                file.write(",".join(str(chance.randrange(10**6)) for _ in range(8)) + "\n")


def contents(folder):
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            if name.endswith((".json", ".xml")):
                with open(os.path.join(at, name), "rb") as file:
                    found[os.path.relpath(os.path.join(at, name), folder)] = file.read()
    return found


def done(folder):
    """The outputs that the record calls done and that are all there, each with the time it was written at."""
    path = os.path.join(folder, "retort-bulk.sqlite")
    if not os.path.exists(path):
        return {}
    with sqlite3.connect(path, timeout=10) as record:
        try:
            rows = record.execute("SELECT output.path FROM output JOIN input ON id = input WHERE state = 'done'").fetchall()
        except sqlite3.OperationalError:  # killed before the tables were there
            return {}
    times = {name: os.stat(os.path.join(folder, name)).st_mtime_ns for name, in rows
             if os.path.exists(os.path.join(folder, name))}
    stems = [name.rsplit(".", 1)[0] for name in times]
    return {name: at for name, at in times.items() if stems.count(name.rsplit(".", 1)[0]) == 2}


def workers_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(child) for child in file.read().split()]


def strike(run, chance):
    """A worker, the parent, or both."""
    try:
        workers = workers_of(run.pid)
    except OSError:
        workers = []
    what = chance.randrange(3)
    if what != 1 and workers:
        os.kill(chance.choice(workers), signal.SIGKILL)
    if what != 0:
        run.kill()


@test
def fifty_kills_change_nothing(folder):
    src, out, calm = (os.path.join(folder, name) for name in ("src", "out", "calm"))
    make(src)
    args = ["bulk", src, "--to", "json,xml", "-j", "2", "--resume", "--out"]
    status, _, said = retort(*args, calm, timeout=300)
    assert status == 0, said
    expected = contents(calm)
    assert len(expected) == 2 * FILES
    chance, before, kills = random.Random(11), {}, 0
    began = time.monotonic()
    for _ in range(20 * KILLS):
        if kills == KILLS:
            break
        with subprocess.Popen([RETORT, *args, out], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            time.sleep(chance.uniform(0.01, 0.12))
            if run.poll() is None:
                strike(run, chance)
                kills += 1
            run.wait()
        now = done(out)
        again = [name for name, at in before.items() if now.get(name) != at]
        assert not again, f"done twice: {again[:3]}"
        before = now
        if len(now) == 2 * FILES:  # all done before all kills were made: begin with a part of it anew
            for name in sorted(now)[:FILES:2]:
                os.remove(os.path.join(out, name))
            removed = {name.rsplit(".", 1)[0] for name in sorted(now)[:FILES:2]}
            before = {name: at for name, at in now.items() if name.rsplit(".", 1)[0] not in removed}
    assert kills == KILLS, kills
    for _ in range(4):  # what was cut off together with a worker is tried again
        status, _, said = retort(*args, out, timeout=300)
        if status == 0:
            break
    assert status == 0, said
    assert contents(out) == expected
    left = [name for name in os.listdir(os.path.join(out, ".retort-bulk")) if name != "lock"]
    assert not left, left
    print(f"# {kills} kills in {time.monotonic() - began:.0f} s")


main()
