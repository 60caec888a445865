"""The RELAX NG of the canonical XML and the tables of docs/model.md, both generated.

xmllint and jing are the judges; where one is missing its half is skipped by name.
"""
import os
import re
import shutil
import subprocess

from tap import ROOT, Skip, main, retort, test

OPEN, CLOSE = '<report xmlns="urn:retort:report:1">', "</report>"

GOOD = {
    "empty": "<report xmlns='urn:retort:report:1' version='1'/>",
    "order": OPEN + "<meta name='title'>T</meta><paragraph/><section><heading>h</heading><list><item>a<list/></item>"
             "</list><section level='2'><heading/></section></section><meta name='late'/><note id='n'><paragraph/></note>"
             "<fact path='a.b' value='1'/>" + CLOSE,
    "caption first": OPEN + "<table><caption>c</caption><column width='50%'/><row part='head'><cell/></row></table>" + CLOSE,
    "caption last": OPEN + "<table><row><cell colspan='2' value-type='money'>x<rule/></cell></row><caption/></table>" + CLOSE,
    "inlines": OPEN + "<paragraph>a<text marks='bold italic' colour='#00ff00' size='10.5pt'>b</text><link href='#x'>c"
               "<tab/></link><ruby reading='x'>d</ruby><image><resource>aGk=</resource></image><drop-down><choice>x</choice>"
               "</drop-down></paragraph>" + CLOSE,
    "spaces": OPEN + "\n<table>\n<row>\n<cell>\n</cell>\n</row>\n</table>\n" + CLOSE,
    "common": OPEN + "<rule id='a' language='en' direction='rtl' style='' origin='guessed' hidden='true'/>" + CLOSE,
    "negative": OPEN + "<list start='-3'><item counter='-1'/></list><paragraph indent='-2.5pt'/>" + CLOSE,
}

BAD = {
    "namespace": "<report/>",
    "version": '<report xmlns="urn:retort:report:1" version="2"/>',
    "root": '<table xmlns="urn:retort:report:1"/>',
    "stray text": OPEN + "text" + CLOSE,
    "text in a row": OPEN + "<table><row>x</row></table>" + CLOSE,
    "nested run": OPEN + "<paragraph><text><text/></text></paragraph>" + CLOSE,
    "link in a link": OPEN + "<paragraph><link><link/></link></paragraph>" + CLOSE,
    "no heading": OPEN + "<section><paragraph/></section>" + CLOSE,
    "block after a section": OPEN + "<section><heading/></section><paragraph/>" + CLOSE,
    "text after a block": OPEN + "<list><item><rule/>x</item></list>" + CLOSE,
    "two captions": OPEN + "<table><caption/><row/><caption/></table>" + CLOSE,
    "column after a row": OPEN + "<table><row/><column/></table>" + CLOSE,
    "foreign attribute": OPEN + "<paragraph colspan='2'/>" + CLOSE,
    "unknown attribute": OPEN + "<paragraph foo='2'/>" + CLOSE,
    "unknown element": OPEN + "<foo/>" + CLOSE,
    "choice": OPEN + "<paragraph align='sideways'/>" + CLOSE,
    "mark": OPEN + "<paragraph><text marks='bold loud'/></paragraph>" + CLOSE,
    "colour": OPEN + "<paragraph background='#00FF00'/>" + CLOSE,
    "length": OPEN + "<paragraph indent='5px'/>" + CLOSE,
    "range": OPEN + "<table><row><cell colspan='0'/></row></table>" + CLOSE,
    "number": OPEN + "<list start='+5'/>" + CLOSE,
    "boolean": OPEN + "<list ordered='1'/>" + CLOSE,
    "empty id": OPEN + "<rule id=''/>" + CLOSE,
    "base64": OPEN + "<paragraph><image><resource>aGk</resource></image></paragraph>" + CLOSE,
    "leaf with text": OPEN + "<paragraph><tab>x</tab></paragraph>" + CLOSE,
}


def schema(folder):
    code, out, messages = retort("schema", "xml")
    assert code == 0, messages
    path = os.path.join(folder, "report.rng")
    with open(path, "wb") as file:
        file.write(out)
    return path


def write_all(folder, documents):
    paths = {}
    for number, (name, text) in enumerate(documents.items()):
        paths[name] = os.path.join(folder, f"{number}.xml")
        with open(paths[name], "w", encoding="utf-8") as file:
            file.write(text)
    return paths


def judge(folder, command, name_of_folder):
    """What the validator makes of every document: whether it accepts, by name."""
    if not shutil.which(command[0]):
        raise Skip(f"{command[0]} is not installed")
    place = os.path.join(folder, name_of_folder)
    os.mkdir(place)
    documents = {**{"good " + k: v for k, v in GOOD.items()}, **{"bad " + k: v for k, v in BAD.items()}}
    verdicts = {}
    for name, path in write_all(place, documents).items():
        done = subprocess.run([*command, path], capture_output=True, timeout=60)
        verdicts[name] = (done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace"))
    for name, (accepted, words) in verdicts.items():
        assert accepted == name.startswith("good "), (name, words)


@test
def xmllint_accepts_and_refuses(folder):
    judge(folder, ["xmllint", "--noout", "--relaxng", schema(folder)], "docs")


@test
def jing_accepts_and_refuses(folder):
    judge(folder, ["jing", schema(folder)], "docs")


@test
def the_examples_are_valid(folder):
    if not shutil.which("xmllint"):
        raise Skip("xmllint is not installed")
    place = os.path.join(ROOT, "examples", "reports")
    for name in sorted(os.listdir(place)):
        out = os.path.join(folder, name + ".out.xml")
        code, _, messages = retort("convert", os.path.join(place, name), "-o", out)
        assert code == 0, (name, messages)
        done = subprocess.run(["xmllint", "--noout", "--relaxng", schema(folder), out], capture_output=True, timeout=60)
        assert done.returncode == 0, (name, done.stderr.decode()[:2000])


@test
def the_model_page_has_the_tables_of_the_code(folder):
    code, out, messages = retort("schema", "model")
    assert code == 0, messages
    with open(os.path.join(ROOT, "docs", "model.md"), encoding="utf-8") as file:
        page = file.read()
    found = re.search(r"<!-- tables -->\n(.*)<!-- /tables -->", page, re.S)
    assert found, "docs/model.md has lost its markers"
    assert found[1] == out.decode(), "docs/model.md: put the output of `retort schema model` between the markers"


main()
