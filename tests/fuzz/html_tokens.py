"""Random soups of HTML: the same tokens as python3-html5lib's tokenizer, an independent one, and however they are cut."""
import random

import html_dump
import tap
from html_dump import CDATA, DATA, PLAINTEXT, RAWTEXT, RCDATA, SCRIPT, Case, check
from tap import test

PIECES = ["<", ">", "/", "!", "-", "--", "=", '"', "'", "&", "#", "x", "a", "A", "p", ";", "0", "1", "?", "]", "\0", "\f", " ", "\n",
          "\t", "\r", "\r\n", "title", "script", "/script", "</script", "<script", "<script>", "</script>", "<!--", "-->", "--!>", "<!",
          "</", "</title>", "<!DOCTYPE", "html", "PUBLIC", "SYSTEM", "amp", "amp;", "lt", "not", "notin;", "copy", "#65", "#x41;", "#0;",
          "#128;", "[CDATA[", "<![CDATA[", "]]>", "é", "中", "\U0001F600", "\u00A0", "<a b=c>", '<p class="x y">', "</p>", "<TD COLSPAN=2>"]
INSIDE = {RCDATA: "title", RAWTEXT: "p", SCRIPT: "script"}


def soups(seed, count, contents, longest):
    dice = random.Random(seed)
    for _ in range(count):
        content = dice.choice(contents)
        yield Case("".join(dice.choice(PIECES) for _ in range(dice.randint(1, longest))), content, INSIDE.get(content, ""))


class Parser:
    """What html5lib's tokenizer asks of the one who builds the tree."""

    class tree:
        openElements, defaultNamespace = [], None


def peer(case):
    from html5lib._tokenizer import HTMLTokenizer
    from html5lib.constants import tokenTypes
    kinds = {number: name for name, number in tokenTypes.items()}
    tokenizer = HTMLTokenizer(case.text, Parser())
    state = {DATA: "data", RCDATA: "rcdata", RAWTEXT: "rawtext", SCRIPT: "scriptData", PLAINTEXT: "plaintext"}[case.content]
    tokenizer.state = getattr(tokenizer, state + "State")
    tokenizer.currentToken = {"type": tokenTypes["StartTag"], "name": case.inside}
    out = []
    for token in tokenizer:
        kind = kinds[token["type"]]
        if kind in ("Characters", "SpaceCharacters"):
            out.append(["Character", token["data"]])
        elif kind in ("StartTag", "EmptyTag"):
            out.append(["StartTag", token["name"], dict(token["data"])] + ([True] if token["selfClosing"] else []))
        elif kind in ("EndTag", "Comment"):
            out.append([kind, token["name" if kind == "EndTag" else "data"]])
        elif kind == "Doctype":
            out.append(["DOCTYPE", token["name"] or None, token["publicId"], token["systemId"], token["correct"]])
    return html_dump.as_retort(out, case.content)


@test
def soups_give_the_tokens_of_html5lib(_):
    try:
        import html5lib
        assert html5lib
    except ImportError:
        raise tap.Skip("python3-html5lib is not installed")
    for seed, longest in ((1, 12), (2, 60)):
        cases = list(soups(seed, 4000, [DATA] * 4 + [RCDATA, RAWTEXT] + [SCRIPT] * 3 + [PLAINTEXT], longest))
        # html5lib 1.1 stays in “comment start” behind NUL.
        cases = [case for case in cases if "<!--\0" not in case.text and "<!---\0" not in case.text]
        check([(case, peer(case)) for case in cases])


@test
def soups_are_the_same_however_they_are_cut(_):
    cases = list(soups(3, 4000, [DATA, CDATA], 40))
    for case in cases:
        case.foreign = True
    html_dump.tokens_of(cases)


if __name__ == "__main__":
    tap.main()
