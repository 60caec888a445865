"""html_soups.py - reports in HTML made by chance, and soups: the same with their tags edited by chance.

Owns what is valid and what is broken here; the same seed gives the same page. No template and no select
among the edits: html5lib 1.1 builds both by an older standard (html_tree.py has them by hand).
"""
import random
import re

WORDS = ("water report office annual region 年度 报告 表格 数据 水利 0.10 1,204 – / naïve Straße x² A&amp;B &lt;3 "
         "&copy;2024 &nbsp;&mdash; ①").split()
MARKS = "b i u s sub sup code mark em strong small tt font big strike nobr a span".split()
BLOCKS = ("p div ul ol li dl dt dd table tbody thead tfoot tr td th caption colgroup col h1 h2 h6 pre blockquote "
          "section article center address figure figcaption hr br form button fieldset details summary").split()
RARE = ("svg math textarea title style script xmp iframe noscript html head body frameset plaintext listing "
        "option ruby rt rp input img main nav aside foreignObject mtext desc applet object marquee").split()
TOKEN = re.compile(r"<!--.*?-->|<[^<>]*>|[^<]+|<", re.S)


class Maker:
    """A valid page; `left` bounds its size."""

    def __init__(self, chance):
        self.chance, self.left = chance, chance.randrange(15, 60)

    def words(self, most=6):
        glue = self.chance.choice((" ", " ", " ", "\n", "  ", " \n\t"))
        return glue.join(self.chance.choice(WORDS) for _ in range(self.chance.randrange(1, most)))

    def inlines(self, depth=0):
        parts = []
        for _ in range(self.chance.randrange(1, 4)):
            draw = self.chance.randrange(12)
            if draw < 5 or depth > 2:
                parts.append(self.words())
            elif draw < 8:
                mark = self.chance.choice(MARKS)
                tag = mark + ' href="#x"' * (mark == "a") + ' color="red"' * (mark == "font")
                space = self.chance.choice(("", " "))
                inner = self.inlines(depth + 1) if mark != "a" else self.words()
                parts.append(f"<{tag}>{space}{inner}</{mark}>")
            elif draw == 8:
                parts.append(self.chance.choice(("<br>", " <br/> ", "<wbr>", "<!-- note -->", "&#160;")))
            elif draw == 9:
                parts.append(f'<img src="a.png" alt="{self.words(3)}">')
            elif draw == 10:
                parts.append(f"<ruby>漢<rp>(</rp><rt>{self.words(2)}</rt><rp>)</rp></ruby>")
            else:
                parts.append(self.words() + self.chance.choice(("<br>\n", " ", "\n")))
        return self.chance.choice(("", " ")).join(parts)

    def table(self, depth):
        width, rows = self.chance.randrange(1, 5), self.chance.randrange(1, 5)
        taken, lines = set(), []
        for r in range(rows):
            cells = []
            for c in range(width):
                if (r, c) in taken:
                    continue
                wide, high = self.spans(r, c, rows, width, taken)
                taken |= {(r + y, c + x) for y in range(high) for x in range(wide)}
                tag = self.chance.choice(("td", "td", "td", "th"))
                given = f" colspan={wide}" * (wide > 1) + f' rowspan="{high}"' * (high > 1)
                inner = self.blocks(depth + 1) if self.chance.randrange(8) == 0 else self.inlines(1)
                cells.append(f"<{tag}{given}>{inner}" + f"</{tag}>" * self.chance.randrange(2))
            lines.append("<tr>" + "".join(cells) + "</tr>\n" * self.chance.randrange(2))
        caption = f"<caption>{self.inlines(2)}</caption>" * self.chance.randrange(2)
        columns = "<colgroup><col><col></colgroup>" * (self.chance.randrange(4) == 0)
        if self.chance.randrange(3) == 0:
            lines.insert(0, "<thead><tr>" + "<th>h" * width + "</thead>\n")
        if self.chance.randrange(4) == 0:
            lines.insert(1, "<tfoot><tr><td>f</tfoot>")
        return f"<table>{caption}{columns}{''.join(lines)}</table>"

    def spans(self, r, c, rows, width, taken):
        if self.chance.randrange(4):
            return 1, 1
        wide, high = self.chance.randrange(1, width - c + 1), self.chance.randrange(1, rows - r + 1)
        return (1, 1) if any((r, c + x) in taken for x in range(wide)) else (wide, high)

    def block(self, depth):
        draw = self.chance.randrange(14)
        if draw < 4 or depth > 3 or self.left < 0:
            return f"<p>{self.inlines()}" + "</p>" * self.chance.randrange(2)
        if draw < 6:
            tag = self.chance.choice(("ul", "ol"))
            items = (f"<li>{self.inlines(1)}{self.block(depth + 1) if self.chance.randrange(4) == 0 else ''}"
                     for _ in range(self.chance.randrange(1, 4)))
            return f"<{tag}>\n" + "\n".join(items) + f"</{tag}>"
        if draw < 9:
            return self.table(depth)
        if draw == 9:
            return f"<h{self.chance.randrange(1, 7)}>{self.inlines(1)}</h2>" if depth == 0 else "<hr>"
        if draw == 10:
            return f"<dl><dt>{self.inlines(1)}<dd>{self.inlines(1)}<dd>{self.block(depth + 1)}</dl>"
        if draw == 11:
            return f"<pre>\n{self.words()}\n  <b>{self.words()}</b>\t{self.words()}</pre>"
        if draw == 12:
            return f"<figure>{self.block(depth + 1)}<figcaption>{self.inlines(1)}</figcaption></figure>"
        tag = self.chance.choice(("div", "blockquote", "section", "center", "article", "aside"))
        return f"<{tag}>{self.chance.choice(('', self.inlines(1)))}{self.blocks(depth + 1)}</{tag}>"

    def blocks(self, depth=0):
        parts = []
        for _ in range(self.chance.randrange(1, 8 if depth == 0 else 3)):
            self.left -= 1
            parts.append(self.block(depth))
        return "\n".join(parts)


def page(seed):
    """A report; its end tags may be left out where the standard says so."""
    maker = Maker(random.Random(f"report {seed}"))
    return f"<!DOCTYPE html>\n<html><head><title>r</title></head>\n<body>{maker.blocks()}\n</body></html>\n"


def soup(seed):
    """The same report with one to ten edits."""
    chance = random.Random(f"soup {seed}")
    tokens = TOKEN.findall(page(seed))
    for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 6, 10))):
        edit(chance, tokens)
    return "".join(tokens)


def random_tag(chance):
    name = chance.choice(chance.choice((MARKS, BLOCKS, BLOCKS, BLOCKS, RARE) if chance.randrange(3) else (MARKS, BLOCKS)))
    return f"<{chance.choice(('', '', '/'))}{name}{chance.choice(('', '', '', ' id=a', ' colspan=3', ' rowspan=0', '/'))}>"


def edit(chance, tokens):
    tags = [i for i, token in enumerate(tokens) if token[0] == "<" and len(token) > 1]
    if not tags:
        return
    at, other = chance.choice(tags), chance.choice(tags)
    how = chance.randrange(11)
    if how == 0:
        del tokens[at]
    elif how == 1:
        tokens.insert(at, tokens[at])
    elif how == 2:
        tokens[at], tokens[other] = tokens[other], tokens[at]
    elif how == 3:
        tokens.insert(other, tokens.pop(at))
    elif how == 4 and at + 1 < len(tokens):  # misnest: past what stands behind it
        tokens.insert(min(len(tokens), at + chance.randrange(1, 6)), tokens.pop(at))
    elif how == 5:
        if chance.randrange(4) == 0:
            del tokens[at + 1:]
        else:
            del tokens[at:at + chance.randrange(1, 4)]
    elif how in (6, 7, 8):
        tokens.insert(chance.randrange(len(tokens)), random_tag(chance))
    elif how == 9:
        tokens.insert(at + 1, chance.choice(("stray ", " ", "\n", "&nbsp;", "<!-- c -->", "&#x41;", "</", "<?x?>", "<!x>")))
    else:
        tokens[at] = broken(chance, tokens[at])


def broken(chance, tag):
    """A tag with its attributes, or its own end, broken."""
    return chance.choice((
        tag.upper(), tag.replace('"', "", 1), tag[:-1], tag.replace("=", " = "), tag[:-1] + " class=a class=b>",
        tag[:-1] + " colspan=2 rowspan=2>", tag[:-1] + ' colspan="2x">', tag[:-1] + " hidden>",
        tag[:-1] + ' style="display:none">', tag[:-1] + " <b>", tag[:-1] + "=x>", tag[:-1] + "/>", tag[:-1] + "\n a='>'>",
        tag.replace("<", "< ", 1), tag[:-1] + ' rowspan=0>', tag[:-1] + ' colspan=-1 rowspan="+2">'))
