"""real_input.py - files that others made, converted to every format and read back.

Owns the list of places to look in; what is right for each file is --verify's to say: the output, read
back, is what was meant. A file may be refused, with status 3 to 5 and a message; nothing may crash or hang.
With TABLE=FILE in the environment a line for each file and format is written there.
"""
import glob
import os
import subprocess

import tap
from tap import Skip, test

FORMATS = ["json", "xml", "csv"]
MOST = 40      # files of one kind from the machine
LARGEST = 400_000


def convert(path, folder, to, *more):
    out = os.path.join(folder, "out." + to)
    try:
        status, _, told = tap.retort("convert", path, "-o", out, "--verify", "--quiet", *more, timeout=60)
    except subprocess.TimeoutExpired:
        return "hangs", ""
    written = os.path.exists(out)
    if written:
        os.unlink(out)
    assert written == (status == 0), f"{path} to {to}: status {status}, output {'there' if written else 'missing'}"
    return status, told


def check(paths, folder, refusable=False, more=()):
    assert paths
    wrong = []
    with open(os.environ.get("TABLE", os.devnull), "a", encoding="utf-8") as table:
        for path in paths:
            for to in FORMATS:
                status, told = convert(path, folder, to, *more)
                table.write(f"{path}\t{to}\t{status}\t{told.strip().splitlines()[-1] if told.strip() else ''}\n")
                if status != 0 and not (refusable and status in (3, 4, 5) and "error" in told):
                    wrong.append(f"{path} to {to}: {status} {told[:300]}")
    assert not wrong, "\n".join(wrong)


def of_machine(*endings):
    """Files of this machine, the same in every run; links are not followed."""
    found = []
    for base, folders, files in os.walk("/usr/share"):
        folders.sort()
        found += [os.path.join(base, name) for name in files if name.endswith(endings)]
    found = sorted(p for p in found if os.path.isfile(p) and 0 < os.path.getsize(p) < LARGEST)
    if not found:
        raise Skip("no file of /usr/share ends in " + " or ".join(endings))
    step = max(1, len(found) // MOST)
    return found[::step][:MOST]


@test
def the_sample_report(folder):
    check([tap.shared("samples/xizang-kjt-2023.txt"), tap.shared("samples/xizang-kjt-2023.simplified.txt")], folder)


@test
def the_forms_as_foreign_json(folder):
    check([tap.shared("forms/form-2019.json"), tap.shared("forms/form-2021.json")], folder)


@test
def every_csv_of_the_corpora(folder):
    check(sorted(glob.glob(tap.shared("corpora") + "/**/*.csv", recursive=True)), folder)


@test
def expected_cells_keep_value_and_order(folder):
    check([tap.shared("samples/xizang-kjt-2023.expected.csv")], folder)


@test
def json_of_the_corpora(folder):
    check(sorted(glob.glob(tap.shared("corpora") + "/csv-spectrum/json/*.json")), folder)


@test
def xml_of_package_databases_and_programs(folder):
    check(of_machine(".xml", ".xsd", ".rng"), folder, refusable=True)


@test
def json_of_programs(folder):
    check(of_machine(".json"), folder, refusable=True)


@test
def csv_of_programs(folder):
    check(of_machine(".csv", ".tsv"), folder, refusable=True)


tap.main()
