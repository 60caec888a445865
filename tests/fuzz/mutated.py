"""Reports cut off at every hundredth and changed by chance, in every format into every format.

Nothing but the statuses 0, 3, 4 and 5 may come of it: no crash, no sanitizer's finding, no hang, no
output of a failure, no temporary file. The seeds are fixed; RETORT_FUZZ=N makes N times as many.
"""
import concurrent.futures
import copy
import json
import os
import random
import subprocess
import tempfile
import threading
import xml.etree.ElementTree as tree

from guarded import ENV
from tap import RETORT, ROOT, main, test

MUTATIONS = 400 * int(os.environ.get("RETORT_FUZZ", "1"))
SECONDS = 10
OUTPUTS = ("json", "xml", "csv", "tsv")
local = threading.local()

# Of every kind a little, so that a change meets something.
JSON = '''{"retort":1,"language":"zh","meta":[{"name":"title","value":"年度报告"},{"name":"issued","value":"2024-01-31"}],
"blocks":[
{"type":"section","level":1,"heading":["Überblick ",{"text":"bold","marks":["bold","italic"]}],"blocks":[
{"type":"paragraph","align":"center","content":["x\\u4e2d\\ud83d\\ude00",{"type":"link","href":"https://example.org/?a=1&b=2","content":["link"]},
{"type":"line-break"},{"type":"note-reference","target":"n1"}]},
{"type":"list","ordered":true,"items":["one",{"blocks":[{"type":"list","ordered":false,"items":["two","three"]}]}]},
{"type":"definitions","items":[["a"],"b",{"type":"term","id":"u","content":["t"]}]},
{"type":"table","caption":["caption"],"columns":[{"width":"20"},{"align":"right"}],"rows":[
{"part":"head","cells":[{"colspan":2,"content":["head"]},"c"]},
[{"rowspan":2,"content":["0.10"]},"-",""],["1","2"],
[{"blocks":[{"type":"paragraph","content":["p"]},{"type":"table","rows":[["n"]]}]},"/",{"type":"decimal","value":"12.50","content":["12.50"]}]]},
{"type":"quote","blocks":[{"type":"code-block","content":["if (a < b)\\n\\treturn;"]},{"type":"rule"}]}]}],
"notes":[{"id":"n1","role":"footnote","blocks":[{"type":"paragraph","content":["note"]}]}]}
'''
RECORDS = '''[{"name":"水利","amount":12.50,"done":true,"left":null},{"name":"教育","amount":-3e2,"done":false,
"more":{"a":[1,2,[3]],"b":"\\u00e9"}}]
'''
XML = '''<?xml version="1.0" encoding="UTF-8"?>
<report xmlns="urn:retort:report:1" language="en"><meta name="title">Annual &amp; report</meta>
<section level="1"><heading>First</heading><paragraph align="center">a <text marks="bold">b</text> c &#20013;</paragraph>
<table><caption>cap</caption><row part="head"><cell colspan="2">h</cell></row><row><cell rowspan="2">1</cell><cell>2</cell></row>
<row><cell><paragraph>x</paragraph><list ordered="true"><item>y</item></list></cell></row></table></section></report>
'''
OTHER = '''<?xml version="1.0"?>
<!DOCTYPE data>
<data xmlns:x="urn:x"><!-- note --><entry id="1"><name>水</name><x:sum unit="m3">10</x:sum></entry>
<entry id="2"><name><![CDATA[<b>]]></name><x:sum/></entry><text>mixed <b>content</b> here &lt;</text></data>
'''
CSV = 'name,"amount, in m3",note\r\nwater,"1,200","say ""yes"""\r\n"two\nlines",,\r\n水库,0.10,-\r\n\r\nshort\r\na,b,c,d\r\n'
TSV = 'name\tamount\nwater\t12\n"quoted\ttab"\t3\n\t\n'
TEXT = "\ufeffAnnual report\r\n\r\n一、总体情况\r\n\r\n\r\n0\r\n\r\n  indented  text\tand tabs\r\n1. first\r\n2. second\r\n"
MADE = {"made.json": [JSON, RECORDS], "made.xml": [XML, OTHER], "made.csv": [CSV], "made.tsv": [TSV], "made.txt": [TEXT]}


def example(name):
    with open(os.path.join(ROOT, "examples", "reports", name), encoding="utf-8") as file:
        return file.read()


def seeds():
    """(extension, bytes) of the examples, and of files made here, in several charsets."""
    folder = os.path.join(ROOT, "examples", "reports")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            yield name.rpartition(".")[2], file.read()
    for name, texts in MADE.items():
        extension = name.rpartition(".")[2]
        for text in texts:
            yield extension, text.encode()
            yield extension, text.replace('encoding="UTF-8"', "").encode("utf-16")
            yield extension, text.replace("UTF-8", "GB18030").replace("\ufeff", "").encode("gb18030")


SEEDS = {}
for kind, content in seeds():
    SEEDS.setdefault(kind, []).append(content)


def mutated(random_, data, others):
    """`data` with one to six changes: bits, bytes, swaps, insertions, deletions, pieces of others."""
    data = bytearray(data)
    for _ in range(random_.choice((1, 1, 1, 2, 3, 6))):
        at, other = random_.randrange(len(data) + 1), random_.randrange(len(data) + 1)
        low, high = min(at, other), max(at, other)
        piece = random_.choice(others)
        begin = random_.randrange(len(piece))
        how = random_.randrange(10)
        if how == 0 and at < len(data):
            data[at] ^= 1 << random_.randrange(8)
        elif how == 1 and at < len(data):
            data[at] = random_.randrange(256)
        elif how == 2 and high < len(data):
            data[low], data[high] = data[high], data[low]
        elif how == 3:
            data[at:at] = bytes(random_.randrange(256) for _ in range(random_.randrange(1, 9)))
        elif how == 4:
            data[at:at] = bytes([random_.choice(b'"\'<>&;,{}[]:\\/\t\r\n\0 -#')]) * random_.choice((1, 1, 2, 300))
        elif how == 5:
            del data[at:at + random_.randrange(1, 40)]
        elif how == 6:
            data[at:at] = piece[begin:begin + random_.randrange(1, 60)]
        elif how == 7:
            data[at:at] = data[low:min(high, low + 200)]
        elif how == 8:
            number = random_.choice((b"0", b"-1", b"65535", b"65536", b"4294967296", b"99999999999999999999", b"1e999", b"NaN"))
            data[at:at + random_.randrange(3)] = number
        else:
            data[low:high], rest = data[high:][:high - low], data[low:high]
            data[at:at] = rest[:100]
    return bytes(data)


def nodes(value):
    """Every (container, key) of parsed JSON."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from nodes(value[key])


def rearranged_json(random_, text):
    """Well-formed JSON whose parts stand where they should not."""
    value = json.loads(text)
    for _ in range(random_.choice((1, 1, 2, 4))):
        places = list(nodes(value))
        (into, key), (other, name) = random_.choice(places), random_.choice(places)
        part = random_.choice((other[name], other[name], 0, -1, 65536, "", "x", [], {}, None, True))
        part = json.loads(json.dumps(part))
        how = random_.randrange(4)
        if how == 0:
            del into[key]
        elif how == 1 and isinstance(into, list):
            into[key:key] = [part] * random_.choice((1, 1, 50))
        elif how == 1:
            into[str(name)] = part
        elif how == 2:
            into[key] = [into[key], part]
        else:
            into[key] = part
    return json.dumps(value, ensure_ascii=random_.random() < 0.5).encode()


def rearranged_xml(random_, text):
    """Well-formed XML, the same."""
    root = tree.fromstring(text)
    for _ in range(random_.choice((1, 1, 2, 4))):
        all_ = list(root.iter())
        into, other = random_.choice(all_), random_.choice(all_)
        part = copy.deepcopy(other)
        how = random_.randrange(5)
        if how == 0 and into.attrib:
            into.attrib[random_.choice(list(into.attrib))] = random_.choice(("", "0", "65536", "-1", "x", "head", "true"))
        elif how == 1:
            into.attrib.update(part.attrib)
        elif how == 2 and len(into):
            into.remove(random_.choice(list(into)))
        elif how == 3:
            into.tag, other.tag = other.tag, into.tag
        else:
            into.insert(random_.randrange(len(into) + 1), part)
    return tree.tostring(root, encoding="utf-8")


def check(case):
    """Converts one input into every output at once; returns what is wrong, or None."""
    name, data, args = case
    if not hasattr(local, "folder"):
        local.folder = tempfile.mkdtemp(dir=scratch[0])
    path = os.path.join(local.folder, name)
    with open(path, "wb") as file:
        file.write(data)
    targets = [word for to in OUTPUTS for word in ("-o", "out." + to)]
    try:
        done = subprocess.run([RETORT, "convert", name, *targets, *args], cwd=local.folder, env=ENV, timeout=SECONDS,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        status, messages = done.returncode, done.stderr
    except subprocess.TimeoutExpired:
        status, messages = "took too long", b""
    os.remove(path)
    left = sorted(os.listdir(local.folder))
    for file in left:
        os.remove(os.path.join(local.folder, file))
    due = sorted("out." + to for to in OUTPUTS) if status == 0 else []
    errors = messages.count(b": error: ")
    fine = status in (0, 3, 4, 5) and left == due and errors == (status != 0)
    return None if fine else f"{status} {left} {args} {data!r:.4000}\n{messages.decode(errors='replace'):.3000}"


scratch = []


def check_all(folder, cases):
    scratch[:] = [folder]
    local.__dict__.clear()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        wrong = [word for word in pool.map(check, cases) if word]
    assert not wrong, f"{len(wrong)} of {len(cases)}; " + "\n".join(wrong[:3])


def rearranged(folder, extension, parts, shuffle):
    random_ = random.Random("rearranged " + extension)
    cases = [(f"in.{extension}", shuffle(random_, random_.choice(parts)), ["--verify"] if i % 2 else ["--quiet"])
             for i in range(MUTATIONS // 2)]
    check_all(folder, cases)


def changed(folder, extension, read_as):
    random_ = random.Random("retort " + extension)
    others = [data for some in SEEDS.values() for data in some]
    cases = []
    for i in range(MUTATIONS):
        data = mutated(random_, random_.choice(SEEDS[extension]), others)
        # Read as named, as recognised, and with the outputs read back.
        args = ["--from=" + read_as] if i % 2 else ["--limit=columns=1000"] if i % 4 else ["--verify"]
        cases.append((f"in.{extension}", data, args))
    check_all(folder, cases)


@test
def cut_off_at_every_hundredth(folder):
    cases = []
    for extension, some in SEEDS.items():
        for number, data in enumerate(some):
            for percent in range(number % 3, 100, 1 if number == 0 else 4):
                cases.append((f"in.{extension}", data[:len(data) * percent // 100], ["--quiet"]))
    check_all(folder, cases)


@test
def changed_json(folder):
    changed(folder, "json", "json")


@test
def rearranged_json_(folder):
    rearranged(folder, "json", [JSON, JSON, RECORDS, example("annual-report.json")], rearranged_json)


@test
def rearranged_xml_(folder):
    rearranged(folder, "xml", [XML, XML, OTHER, example("annual-report.xml")], rearranged_xml)


@test
def changed_xml(folder):
    changed(folder, "xml", "xml")


@test
def changed_csv(folder):
    changed(folder, "csv", "csv")


@test
def changed_tsv(folder):
    changed(folder, "tsv", "tsv")


@test
def changed_text(folder):
    changed(folder, "txt", "text")


main()
