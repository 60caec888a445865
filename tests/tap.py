"""tap.py - the least that a Python test needs: named checks that print TAP for meson.

Owns the printing and the paths; knows nothing of retort's formats.
A test file defines functions decorated with @test and ends with main().
"""
import os
import subprocess
import sys
import tempfile
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("RETORT_BUILD", os.path.join(ROOT, "build"))
RETORT = os.path.join(BUILD, "retort")
SHARED = os.environ.get("RETORT_SHARED", os.path.join(os.path.dirname(ROOT), "shared"))
_tests = []


class Skip(Exception):
    """Raised by a test that really cannot run here; the text says why."""


def test(function):
    _tests.append(function)
    return function


def retort(*args, stdin=None, timeout=60, cwd=None, env=None):
    """Runs the command; returns (status, stdout bytes, stderr text)."""
    full = dict(os.environ, **(env or {}))
    done = subprocess.run([RETORT, *map(str, args)], input=stdin, capture_output=True,
                          timeout=timeout, cwd=cwd, env=full)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def shared(path):
    """A file of ../shared, or Skip where it does not exist."""
    full = os.path.join(SHARED, path)
    if not os.path.exists(full):
        raise Skip("no " + path + " here")
    return full


def main():
    print(f"1..{len(_tests)}")
    failed = 0
    for number, function in enumerate(_tests, 1):
        name = function.__name__.strip("_").replace("_", " ")
        try:
            with tempfile.TemporaryDirectory() as folder:
                function(folder)
            print(f"ok {number} - {name}")
        except Skip as why:
            print(f"ok {number} - {name} # SKIP {why}")
        except Exception:  # every failure is reported, none stops the others
            failed += 1
            for line in traceback.format_exc().splitlines():
                print("# " + line)
            print(f"not ok {number} - {name}")
        sys.stdout.flush()
    sys.exit(1 if failed else 0)
