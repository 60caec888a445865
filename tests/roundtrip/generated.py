"""500 reports made by chance from the vocabulary's table: what each of them is after JSON, XML and CSV.

Owns the proof that the table is covered; the maker is conformance/plugins/random.c.
"""
import collections
import concurrent.futures
import csv
import functools
import glob
import json
import os
import random
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as etree

from tap import BUILD, Skip, main, retort, test
from vocabulary import ATTRIBUTES, KINDS

SEEDS, ENOUGH = 500, 20
SIZES = [1800, 30, 240, 400, 520]  # nodes, more or less; the largest pass every buffer on the way
PLUGIN = ["--plugin", os.path.join(BUILD, "tests/conformance/random.rt.so")]
NAMESPACE = "{urn:retort:report:1}"
PLAIN = ("kinds=table,row,cell,text,link,line-break,tab "
         "attributes=marks,font,href,part,colspan,rowspan,grid-before")
_holder = tempfile.TemporaryDirectory()


def fail_on(condition, *words):
    if condition:
        raise AssertionError(" ".join(map(str, words)))


def convert(inputs, folder, to, *options):
    """Each input to a file of one folder; nothing but losses and cut spans may be said."""
    os.makedirs(folder, exist_ok=True)
    status, _, said = retort("convert", *PLUGIN, "--verify", *inputs, "-o", folder, "--to", to, *options,
                             timeout=600)
    expected = ("[loss]", "[several-tables]", "[grid-overlap]") if to == "csv" else ()
    said = [line for line in said.splitlines() if not line.endswith(expected)]
    fail_on(status or said, to, "answers", status, *said[:5])
    return sorted(glob.glob(os.path.join(folder, "*." + to)))


def in_parallel(function, items):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [answer for answer in pool.map(function, items) if answer]


def differs(pair):
    """None, or what `retort diff` says of the two files."""
    status, out, said = retort("diff", *PLUGIN, *pair)
    wrong = status or out or said
    return f"{pair[0]} {pair[1]}: {status} {out.decode()[:400]} {said[:400]}" if wrong else None


def same_bytes(left, right):
    with open(left, "rb") as a, open(right, "rb") as b:
        return a.read() == b.read()


def all_equal(pairs):
    """Files of the same bytes are the same report; any other two are compared as reports."""
    wrong = in_parallel(differs, [pair for pair in pairs if not same_bytes(*pair)])
    fail_on(wrong, len(wrong), "differ:", *wrong[:5])


def documents(name, words):
    folder = os.path.join(_holder.name, name)
    os.makedirs(folder)
    for seed in range(1, SEEDS + 1):
        with open(os.path.join(folder, f"{seed:03}.random"), "w", encoding="utf-8") as file:
            file.write(words(seed))
    return sorted(glob.glob(os.path.join(folder, "*.random")))


@functools.cache
def made():
    """The documents, and what they are in JSON and XML."""
    given = documents("made", lambda seed: f"seed={seed} size={SIZES[seed % len(SIZES)]}")
    return given, convert(given, os.path.join(_holder.name, "json"), "json"), \
        convert(given, os.path.join(_holder.name, "xml"), "xml")


@test
def each_is_what_it_was_after_JSON_and_after_XML(_):
    given, as_json, as_xml = made()  # with --verify
    fail_on(not len(given) == len(as_json) == len(as_xml) == SEEDS, "not all were written")


@test
def JSON_and_XML_are_the_same_report(_):
    _, as_json, as_xml = made()
    wrong = in_parallel(differs, zip(as_json, as_xml))
    fail_on(wrong, len(wrong), "differ:", *wrong[:5])


@test
def the_model_survives_JSON_and_XML_for_every_tenth(_):
    given, as_json, as_xml = made()  # as diff sees it, not --verify
    wrong = in_parallel(differs, list(zip(given, as_json))[::10] + list(zip(given, as_xml))[::10])
    fail_on(wrong, len(wrong), "differ:", *wrong[:5])


@test
def JSON_to_XML_to_JSON_and_back_again(folder):
    _, as_json, as_xml = made()
    all_equal(zip(as_json, convert(as_xml, os.path.join(folder, "json"), "json")))
    all_equal(zip(as_xml, convert(as_json, os.path.join(folder, "xml"), "xml")))


def count_coverage(files):
    """How often each kind, attribute of a kind, value and pair of parent and child is in XML."""
    seen = collections.Counter()
    for file in files:
        for element in etree.parse(file).getroot().iter():
            kind = element.tag[len(NAMESPACE):]
            seen["kind", kind] += 1
            for name, value in element.attrib.items():
                seen["attribute", kind, name] += 1
                for word in value.split() if name in ATTRIBUTES and ATTRIBUTES[name].values else []:
                    seen["value", name, word] += 1
            for child in element:
                seen["pair", kind, child.tag[len(NAMESPACE):]] += 1
            if "" in KINDS[kind].children and (element.text or any(child.tail for child in element)):
                seen["pair", kind, ""] += 1
    return seen


def all_there_is():
    """What of the table a report can show: a default is never written."""
    for kind in KINDS.values():
        yield "kind", kind.name
        yield from (("pair", kind.name, child) for child in kind.children)
    for attribute in ATTRIBUTES.values():
        yield from (("attribute", kind, attribute.name) for kind in attribute.kinds)
        yield from (("value", attribute.name, value) for value in attribute.values
                    if value != attribute.initial)


@test
def every_row_of_the_table_is_met_often_enough(_):
    seen = count_coverage(made()[2])
    rare = [(thing, seen[thing]) for thing in all_there_is() if seen[thing] < ENOUGH]
    fail_on(rare, f"met less than {ENOUGH} times:", *rare)
    known = {*all_there_is(), ("attribute", "report", "version")}
    strange = {thing for thing in seen if thing[0] != "value"} - known
    fail_on(strange, "not in the table:", *strange)
    fail_on(len(known) < 1000, "the table was not read whole")


def first_fault(file):
    """In a process of its own: what the JSON Schema finds."""
    with open(file, encoding="utf-8") as text:
        fault = next(first_fault.validator.iter_errors(json.load(text)), None)
    return fault and f"{file}: {fault.message[:300]} at {list(fault.absolute_path)}"


def load_schema(schema):
    import jsonschema
    first_fault.validator = jsonschema.Draft202012Validator(schema)


@test
def every_JSON_is_valid_against_the_schema(_):
    try:
        import jsonschema
    except ImportError:
        raise Skip("no python3-jsonschema here") from None
    status, schema, said = retort("schema", "json")
    fail_on(status, said)
    schema = json.loads(schema)
    jsonschema.Draft202012Validator.check_schema(schema)
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count(), initializer=load_schema,
                                                initargs=(schema,)) as pool:
        wrong = list(filter(None, pool.map(first_fault, made()[1], chunksize=20)))
    fail_on(wrong, len(wrong), "are not valid:", *wrong[:5])


def validate_xml(folder, *command):
    """Skips where the program is missing."""
    status, schema, said = retort("schema", "xml")
    fail_on(status, said)
    path = os.path.join(folder, "report.rng")
    with open(path, "wb") as file:
        file.write(schema)
    try:
        done = subprocess.run([*command, path, *made()[2]], capture_output=True, text=True, timeout=300)
    except FileNotFoundError:
        raise Skip(f"no {command[0]} here") from None
    wrong = [line for line in (done.stdout + done.stderr).splitlines() if not line.endswith(" validates")]
    fail_on(done.returncode, command[0], "answers", done.returncode, *wrong[:5])


@test
def every_XML_is_valid_for_xmllint(folder):
    validate_xml(folder, "xmllint", "--noout", "--relaxng")


@test
def every_XML_is_valid_for_jing(folder):
    validate_xml(folder, "jing")


def reordered(value, order):
    """The same JSON, the members of each object as `order` puts them."""
    if isinstance(value, dict):
        return {key: reordered(value[key], order) for key in order(list(value))}
    return [reordered(item, order) for item in value] if isinstance(value, list) else value


@test
def the_order_of_members_means_nothing(folder):
    chance = random.Random(7)
    orders = {"sorted": sorted, "backward": lambda keys: sorted(keys, reverse=True),
              "shuffled": lambda keys: chance.sample(keys, len(keys))}
    for name, order in orders.items():
        written = []
        os.makedirs(os.path.join(folder, name))
        for file in made()[1]:
            with open(file, encoding="utf-8") as text:
                report = json.load(text)
            written.append(os.path.join(folder, name, os.path.basename(file)))
            with open(written[-1], "w", encoding="utf-8") as text:
                json.dump(reordered(report, order), text, ensure_ascii=chance.random() < 0.5,
                          indent=chance.choice([None, 1, "\t"]), separators=chance.choice([None, (",", ":")]))
        all_equal(zip(made()[1], convert(written, os.path.join(folder, name + "-read"), "json")))


# ---- CSV -------------------------------------------------------------------------------------


@test
def every_table_is_in_CSV_what_it_is_after_lowering(folder):
    fail_on(len(convert(made()[0], folder, "csv")) != SEEDS, "not all were written")


def plain_text(inlines):
    """What a cell's inlines say, line breaks and tabs as characters."""
    marks = {"line-break": "\n", "tab": "\t"}
    return "".join(i if isinstance(i, str) else marks.get(i.get("type"), "") or i.get("text", "") or
                   plain_text(i.get("content", [])) for i in inlines)


def cell_of(cell):
    """Text, columns and rows of a cell."""
    if isinstance(cell, str):
        return cell, 1, 1
    return plain_text(cell.get("content", [])), cell.get("colspan", 1), cell.get("rowspan", 1)


def grid_of(rows):
    """The rows of a table as texts: a blank for each place that a span covers, none behind the
    last place; spans of rows end with their part, spans of columns before a cell from above."""
    rows = [row if isinstance(row, dict) else {"cells": row} for row in rows]
    texts, taken = [{} for _ in rows], set()
    for r, row in enumerate(rows):
        same_part = [other.get("part", "body") == row.get("part", "body") for other in rows[r:]] + [False]
        left = same_part.index(False)
        column = row.get("grid-before", 0)
        texts[r].update((c, "") for c in range(column))
        for cell in row.get("cells", []):
            text, width, height = cell_of(cell)
            while (r, column) in taken:
                column += 1
            for c in range(column, column + width):
                if (r, c) in taken:
                    break
                for below in range(min(height, left)):
                    taken.add((r + below, c))
                    texts[r + below].setdefault(c, "")
                texts[r][c] = text if c == column else ""
                end = c + 1
            column = end
    return [[row.get(c, "") for c in range(max(row, default=-1) + 1)] for row in texts]


def meant_by(report):
    """The records of all tables, an empty one between two."""
    records = []
    for number, block in enumerate(report["blocks"]):
        records += ([[]] if number else []) + grid_of(block.get("rows", []))
    return records


def without_inner_tables(value):
    """The same JSON, but cells hold no blocks."""
    if isinstance(value, dict):
        return {key: without_inner_tables(inner) for key, inner in value.items() if key != "blocks"}
    return [without_inner_tables(inner) for inner in value] if isinstance(value, list) else value


def flatten(file):
    """Makes a JSON report one of tables without tables in their cells."""
    with open(file, encoding="utf-8") as text:
        report = json.load(text)
    report["blocks"] = without_inner_tables(report["blocks"])
    with open(file, "w", encoding="utf-8") as text:
        json.dump(report, text)
    return report


@test
def another_program_reads_from_CSV_what_another_lowers_from_JSON(folder):
    given = documents("plain", lambda seed: f"seed={seed} size={SIZES[seed % len(SIZES)] // 2} {PLAIN}")
    tables = 0
    written = convert(given, folder, "json")
    reports = [flatten(file) for file in written]
    for as_json, report, as_csv in zip(written, reports, convert(written, folder, "csv")):
        with open(as_csv, encoding="utf-8", newline="") as file:
            read = list(csv.reader(file, strict=True))
        meant = meant_by(report)
        tables += len(report["blocks"])
        for number, (a, b) in enumerate(zip(meant, read), 1):
            fail_on(a != b, as_json, "record", number, "is", b, "meant", a)
        fail_on(len(meant) != len(read), as_json, "has", len(read), "records, meant", len(meant))
    fail_on(tables < SEEDS, "only", tables, "tables were made")


csv.field_size_limit(sys.maxsize)
main()
