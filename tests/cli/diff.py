"""`diff`: its status, what it shows of a difference, and that formats do not matter."""
import json
import os

from tap import main, retort, test


def put(folder, name, *words, **attributes):
    path = os.path.join(folder, name)
    blocks = [{"type": "paragraph", "content": [word], **attributes} for word in words]
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"retort": 1, "blocks": blocks}, file, ensure_ascii=False)
    return path


@test
def equal_reports_say_nothing(folder):
    a = put(folder, "a.json", "一", "two")
    xml = os.path.join(folder, "b.xml")
    assert retort(a, xml)[0] == 0
    assert retort("diff", a, xml) == (0, b"", "")
    assert retort("diff", a, a) == (0, b"", "")


@test
def each_difference_is_named_with_both_values(folder):
    a, b = put(folder, "a.json", "one", "two"), put(folder, "b.json", "one", "deux")
    status, out, err = retort("diff", a, b)
    text = out.decode()
    assert (status, err) == (1, ""), (status, err)
    assert "- two" in text and "+ deux" in text and "paragraph" in text, text
    assert text.endswith("1 difference\n"), text
    status, out, _ = retort("diff", a, put(folder, "c.json", "one", "two", align="center"))
    assert status == 1 and b"align" in out and b"center" in out, out


@test
def json_lines_parse(folder):
    a, b = put(folder, "a.json", "one", "two", "x"), put(folder, "b.json", "eins", "zwei", "x")
    status, out, _ = retort("diff", "--json", a, b)
    rows = [json.loads(line) for line in out.decode().splitlines()]
    assert status == 1 and len(rows) == 2, rows
    assert [(r["a"]["value"], r["b"]["value"]) for r in rows] == [("one", "eins"), ("two", "zwei")]
    assert all(r["where"] and r["what"] for r in rows), rows


@test
def max_and_quiet_bound_what_is_shown(folder):
    a = put(folder, "a.json", *(f"a{n}" for n in range(30)))
    b = put(folder, "b.json", *(f"b{n}" for n in range(30)))
    status, out, _ = retort("diff", a, b, "--max=3")
    assert status == 1 and out.count(b"  - ") == 3, out
    assert out.endswith(b"30 differences, 3 shown\n"), out
    assert retort("diff", a, b, "--quiet") == (1, b"", "")


@test
def formats_and_charsets_can_be_given(folder):
    for name in ("a", "b"):
        with open(os.path.join(folder, name), "wb") as file:
            file.write("名,1\n".encode("gbk"))
    args = ["diff", "a", "b", "--charset=gbk"]
    assert retort(*args, "--from-a=csv", "--from-b=csv", cwd=folder)[0] == 0
    status, out, _ = retort(*args, "--from-a=csv", "--from-b=text", cwd=folder)
    assert status == 1 and out, out


@test
def standard_input_is_one_side(folder):
    a = put(folder, "a.json", "one")
    with open(a, "rb") as file:
        content = file.read()
    assert retort("diff", a, "-", stdin=content)[0] == 0
    assert retort("diff", "-", a, stdin=content.replace(b"one", b"two"))[0] == 1


@test
def what_cannot_be_compared_has_its_status(folder):
    a = put(folder, "a.json", "one")
    bad = os.path.join(folder, "bad.json")
    with open(bad, "w", encoding="utf-8") as file:
        file.write('{"retort":1,"blocks":[}')
    for status, other in ((3, os.path.join(folder, "missing.json")), (4, bad), (3, folder)):
        for pair in ((a, other), (other, a)):
            got, out, err = retort("diff", *pair)
            assert (got, out) == (status, b"") and err, (pair, got, out)


@test
def values_cannot_harm_a_terminal(folder):
    a, b = put(folder, "a.json", "x\u202ey\u009b31m"), put(folder, "b.json", "z")
    _, out, _ = retort("diff", a, b)
    assert b"\\u202e" in out and "\u202e".encode() not in out and "\u009b".encode() not in out, out


main()
