"""mended_html5lib.py - python3-html5lib with the few rules of 1.1 mended that browsers and the standard have otherwise.

Owns these mends, each found where html5lib and chromium parted on a soup; not what is made of the tree.
Template elements and select's newer content stay as they are in 1.1.
"""
import html5lib
from html5lib import constants, html5parser
from html5lib._tokenizer import HTMLTokenizer

HTML = constants.namespaces["html"]


class Tokens(HTMLTokenizer):
    """The line feed behind <pre> is dropped everywhere: 1.1 does it outside of tables only."""

    def __iter__(self):
        body, behind = self.parser.phases["inBody"], False
        for token in super().__iter__():
            if behind and token["type"] != constants.tokenTypes["ParseError"]:
                body.processSpaceCharacters = body.processSpaceCharactersNonPre
                if token["type"] == constants.tokenTypes["SpaceCharacters"] and token["data"][0] == "\n":
                    token["data"] = token["data"][1:]
                behind = False
            if token["type"] == constants.tokenTypes["StartTag"]:
                behind = token["name"] in ("pre", "listing", "textarea")
            if token["type"] != constants.tokenTypes["SpaceCharacters"] or token["data"]:
                yield token


class Parser(html5lib.HTMLParser):
    def mainLoop(self):
        self.tokenizer.__class__ = Tokens
        super().mainLoop()


def _mend_special():
    """13.2.4.2 has these elements as special; 1.1 is older."""
    newer = "figcaption hgroup keygen main search source summary template track".split()
    mended = constants.specialElements | {(HTML, name) for name in newer}
    constants.specialElements = html5parser.specialElements = mended


def _mend_list_items():
    """The implied end of an item in a table is of the body's rules; 1.1 hands it to the row's, and
    the text behind is lost."""
    body = html5parser.getPhases(False)["inBody"]
    handlers, original = body.__dict__["startTagHandler"], body.startTagListItem

    def list_item(phase, token):
        outer, phase.parser.phase = phase.parser.phase, phase
        original(phase, token)
        phase.parser.phase = outer
    for name in ("li", "dd", "dt"):
        handlers[name] = list_item


_mend_special()
_mend_list_items()


def parse(markup):
    """The document of a text, as a DOM."""
    return Parser(tree=html5lib.getTreeBuilder("dom")).parse(markup)
