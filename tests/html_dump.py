"""html_dump.py - runs HTML through unit/html_tokens_dump and gives its tokens in the form of html5lib's tests.

Owns the cases' form and that windows of 1, 2 and 7 bytes must make no difference; the expectations are the tests'.
"""
import json
import os
import subprocess

import tap

DUMP = os.path.join(tap.BUILD, "tests", "unit", "html_tokens_dump")
STEPS = (0, 1, 2, 7)
DATA, RCDATA, RAWTEXT, SCRIPT, PLAINTEXT, CDATA = range(6)


class Case:
    """Text, the content that it is, the element it is the content of, whether CDATA sections count."""

    def __init__(self, text, content=DATA, inside="", foreign=False):
        self.text, self.content, self.inside, self.foreign = text, content, inside, foreign

    def command(self, step):
        data = ((f"<{self.inside}>" if self.inside else "") + self.text).encode()
        return b"%d %d %d %d %d\n" % (self.content, bool(self.inside), self.foreign, step, len(data)) + data


def dump(cases, env=None):
    """The raw tokens of each case, as [[type, line, column, ...], ...], for each step."""
    if not os.path.exists(DUMP):
        raise tap.Skip("tests/unit/html_tokens_dump is not built")
    fed = b"".join(case.command(step) for case in cases for step in STEPS)
    done = subprocess.run([DUMP], input=fed, capture_output=True, timeout=300, env=dict(os.environ, **(env or {})))
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    groups = done.stdout.decode().split("\n\n")[:-1]
    assert len(groups) == len(cases) * len(STEPS), (len(groups), len(cases))
    found = iter([[json.loads(line) for line in group.split("\n")] for group in groups])
    return [[next(found)[bool(case.inside):] for _ in STEPS] for case in cases]


def joined(tokens):
    """With text in one piece, whose place is its beginning."""
    out = []
    for kind, *rest in tokens:
        if kind == "Text" and out and out[-1][0] == "Text":
            out[-1][3] += rest[2]
        elif kind == "Text":
            out.append([kind, *rest[:3]])
        else:
            out.append([kind, *rest])
    return out


def as_html5lib(tokens):
    out = []
    for kind, *rest in joined(tokens):
        if kind == "Text":
            out.append(["Character", rest[2]])
        elif kind == "StartTag":
            names = [name for name, _ in rest[3]]
            assert len(set(names)) == len(names), names
            out.append([kind, rest[2], dict(rest[3])] + ([True] if rest[4] else []))
        elif kind == "EndTag":
            out.append([kind, rest[2]])
        elif kind == "DOCTYPE":
            out.append([kind, *rest[2:5], not rest[5]])
        elif kind == "Comment":
            out.append([kind, rest[2]])
        elif kind != "End":
            out.append([kind])
    return out


def tokens_of(cases, env=None):
    """In html5lib's form; asserts that windows make no difference, to positions neither."""
    result = []
    for case, runs in zip(cases, dump(cases, env)):
        whole = joined(runs[0])
        for step, run in zip(STEPS, runs):
            assert joined(run) == whole, (case.text[:200], case.content, step, whole[:20], joined(run)[:20])
        result.append(as_html5lib(runs[0]))
    return result


def check(cases):
    """Of [(Case, tokens), ...] none may differ."""
    wrong = []
    for (case, want), got in zip(cases, tokens_of([case for case, _ in cases])):
        if got != want:
            wrong.append((case.text[:120], case.content, want, got))
    for line in wrong[:20]:
        print("#", *map(ascii, line))
    assert not wrong, len(wrong)


def as_retort(tokens, content):
    """What the standard's tokens become here. No report can hold FF, so it is a space at once. NUL in markup's text is for tree
    construction to leave out, and the tokenizer does; in CDATA sections it becomes U+FFFD there."""
    out = []
    for token in spaced(tokens):
        if token[0] == "Character":
            token = ["Character", token[1].replace("\0", "\uFFFD" if content == CDATA else "")]
            if not token[1]:
                continue
            if out and out[-1][0] == "Character":
                out[-1][1] += token[1]
                continue
        out.append(token)
    return out


def spaced(value):
    if isinstance(value, str):
        return value.replace("\f", " ")
    if isinstance(value, list):
        return [spaced(item) for item in value]
    if isinstance(value, dict):
        return {spaced(key): spaced(item) for key, item in value.items()}
    return value
