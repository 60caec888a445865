"""converting.py - one input into every format at once, and what must hold of it whatever the input is.

Owns that judgement: a status of 0 or of 3 to 5, one error with the latter, outputs all or none, within seconds.
"""
import concurrent.futures
import os
import subprocess
import tempfile
import threading

from guarded import ENV
from tap import RETORT

SECONDS = 10
OUTPUTS = ("html", "docx", "csv", "json", "xml")
PROCESSES = 2
local = threading.local()


def run(path, *args):
    """Into every format at once; returns (what is wrong or None, status, messages)."""
    with tempfile.TemporaryDirectory() as folder:
        targets = [word for to in OUTPUTS for word in ("-o", os.path.join(folder, "out." + to))]
        try:
            done = subprocess.run([RETORT, "convert", path, *targets, *args], env=ENV, timeout=SECONDS, cwd=folder,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        except subprocess.TimeoutExpired:
            return "hangs", None, ""
        left = sorted(os.listdir(folder))
    said = done.stderr.decode(errors="replace")
    errors = [line for line in said.splitlines() if ": error: " in line]
    due = sorted("out." + to for to in OUTPUTS) if done.returncode == 0 else []
    fine = done.returncode in (0, 3, 4, 5) and left == due and len(errors) == (done.returncode != 0)
    return None if fine else f"{left} {said[-3000:]}", done.returncode, said


def check_all(folder, cases):
    """Cases are (name, bytes or a path, options); all faults are told, the first three in full."""
    def fault(case):
        name, data, args = case
        path = data
        if isinstance(data, bytes):
            if not hasattr(local, "folder") or not local.folder.startswith(folder):
                local.folder = tempfile.mkdtemp(dir=folder)
            path = os.path.join(local.folder, name)
            with open(path, "wb") as file:
                file.write(data)
        wrong, status, _ = run(path, *args)
        if wrong and isinstance(data, bytes) and os.environ.get("RETORT_KEEP"):
            with open(os.path.join(os.environ["RETORT_KEEP"], f"{abs(hash(data))}-{name}"), "wb") as file:
                file.write(data)
        return wrong and f"{name}: {status} {wrong}"
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        wrong = [word for word in pool.map(fault, cases) if word]
    assert not wrong, f"{len(wrong)} of {len(cases)}: " + "\n".join(wrong[:3]) + "\n".join(w[:150] for w in wrong[3:])
