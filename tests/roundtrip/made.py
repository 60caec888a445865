"""made.py - reports made by chance (conformance/plugins/random.c) as files, for the tests of HTML and DOCX.

Owns how they are asked for, converted by two processes and compared by `retort diff`.
"""
import concurrent.futures
import glob
import os

from tap import BUILD, retort

PLUGIN = ["--plugin", os.path.join(BUILD, "tests/conformance/random.rt.so")]
SIZES = [1600, 30, 240, 360, 480]
PROCESSES = 2


def documents(folder, seeds, words="", sizes=SIZES):
    """Files that the random reader makes a report of; `words` may name the only kinds and attributes."""
    os.makedirs(folder, exist_ok=True)
    for seed in seeds:
        with open(os.path.join(folder, f"{seed:03}.random"), "w", encoding="utf-8") as file:
            file.write(f"seed={seed} size={sizes[seed % len(sizes)]} {words}")
    return sorted(glob.glob(os.path.join(folder, "*.random")))


def convert(inputs, folder, to, *options, quiet=("[loss]",)):
    """Each input to a file of one folder; nothing may be said but lines with one of these ends."""
    os.makedirs(folder, exist_ok=True)
    parts = [inputs[n::PROCESSES] for n in range(PROCESSES)]
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        done = list(pool.map(lambda part: retort("convert", *PLUGIN, *part, "-o", folder, "--to", to, *options,
                                                 timeout=900) if part else (0, b"", ""), parts))
    said = [line for _, _, text in done for line in text.splitlines() if not line.endswith(tuple(quiet))]
    statuses = [status for status, _, _ in done]
    assert not any(statuses) and not said, f"{to} answers {statuses}, {len(said)} lines: " + "\n".join(said[:8])
    return sorted(glob.glob(os.path.join(folder, "*." + to)))


def differences(pairs):
    """What `retort diff` says of each pair of files that differ."""
    def differs(pair):
        status, out, said = retort("diff", *PLUGIN, *pair, timeout=120)
        return f"{pair[0]} {pair[1]}: {status} {out.decode()[:400]} {said[:400]}" if status or out or said else None
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        return list(filter(None, pool.map(differs, pairs)))
