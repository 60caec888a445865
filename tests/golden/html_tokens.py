"""HTML's tokens: html5lib's tests where they are, every named reference, every kind of raw text, limits, places."""
import glob
import html.entities
import json
import os

import html_dump
import tap
from html_dump import CDATA, DATA, PLAINTEXT, RAWTEXT, RCDATA, SCRIPT, Case, check
from tap import test

STATES = {"Data state": DATA, "RCDATA state": RCDATA, "RAWTEXT state": RAWTEXT, "Script data state": SCRIPT,
          "PLAINTEXT state": PLAINTEXT, "CDATA section state": CDATA}


def text(s):
    return ["Character", s]


def start(name, *attrs):
    return ["StartTag", name, dict(attrs)]


def end(name):
    return ["EndTag", name]


# ---- html5lib's tests ---------------------------------------------------------------------------------


def unescaped(value):
    if isinstance(value, str):
        return value.encode("latin-1", "backslashreplace").decode("unicode_escape")
    if isinstance(value, list):
        return [unescaped(item) for item in value]
    if isinstance(value, dict):
        return {unescaped(key): unescaped(item) for key, item in value.items()}
    return value


def html5lib_cases(path):
    with open(path, encoding="utf-8") as file:
        tests = json.load(file)
    for case in tests.get("tests", []):
        if case.get("doubleEscaped"):
            case = dict(case, input=unescaped(case["input"]), output=unescaped(case["output"]))
        if any("\uD800" <= c <= "\uDFFF" for c in case["input"]):
            continue  # lone surrogates: decoding leaves none
        for state in case.get("initialStates", ["Data state"]):
            content = STATES[state]
            inside = case.get("lastStartTag", "") if content in (RCDATA, RAWTEXT, SCRIPT) else ""
            yield Case(case["input"], content, inside), html_dump.as_retort(case["output"], content)


@test
def html5libs_tests_give_the_same_tokens(_):
    folder = tap.shared("corpora/html5lib-tokenizer/tokenizer")
    cases = [case for path in sorted(glob.glob(os.path.join(folder, "*.test"))) for case in html5lib_cases(path)]
    assert len(cases) > 6900, len(cases)
    check(cases)


# ---- Character references -----------------------------------------------------------------------------


@test
def every_name_is_read_in_text_and_in_attributes(_):
    names = html.entities.html5
    assert len(names) == 2231
    cases = []
    for name, meaning in names.items():
        bare = not name.endswith(";")
        longer = [other for other in names if bare and other.startswith(name) and other != name]
        for behind in ("", " ", "<b>", "é", "=", "1", "Z", "&"):
            if any(name + behind == other[:len(name) + 1] for other in longer):
                continue
            shown = meaning + ("" if behind == "<b>" else behind)
            cases.append((Case("&" + name + behind), [text(shown)] + ([start("b")] if behind == "<b>" else [])))
            kept = bare and behind in ("=", "1", "Z")
            value = "&" + name + behind if kept else meaning + behind
            cases.append((Case(f'<a b="&{name}{behind}">'), [start("a", ("b", value))]))
    check(cases)


@test
def names_that_are_none_stand_as_written(_):
    as_written = ["&", "& ", "&;", "&a", "&a;", "&amq;", "&am", "&L", "&#", "&#;", "&#x", "&#x;", "&#xg;", "&#q",
                  "&nosuchname;", "&Nbsp;", "&" + "a" * 40 + ";", "&CounterClockwiseContourIntegral", "&\u00e9;",
                  "&1;", "&&&"]
    cases = [(Case(s), [text(s)]) for s in as_written]
    cases += [(Case(f"<a b='{s}'>"), [start("a", ("b", s))]) for s in as_written]
    cases += [(Case("&notit;"), [text("¬it;")]), (Case("&notin;"), [text("∉")]), (Case("&noti"), [text("¬i")]),
              (Case("<a b='&notit;'>"), [start("a", ("b", "&notit;"))]), (Case("&copycat"), [text("©cat")]),
              (Case("<a href=?a=1&copy=2&lt;>"), [start("a", ("href", "?a=1&copy=2<"))]),
              (Case("&lt;b&gt;&amp;amp;"), [text("<b>&amp;")]), (Case("&nGt;&nGt;&nGt;"), [text("≫⃒" * 3)]),
              (Case("<a b=" + "&nGt;" * 50 + ">"), [start("a", ("b", "≫⃒" * 50))])]
    check(cases)


@test
def numbers_mean_windows_1252_where_unicode_has_controls(_):
    windows = bytes(range(0x80, 0xA0)).decode("cp1252", "surrogateescape")
    cases = []
    for number, meaning in zip(range(0x80, 0xA0), windows):
        meaning = chr(number) if "\uDC80" <= meaning else meaning
        for written in (f"&#{number};", f"&#x{number:x};", f"&#X{number:X}", f"&#000{number}"):
            cases.append((Case(written + " "), [text(meaning + " ")]))
    others = [(0, "\uFFFD"), (0xD800, "\uFFFD"), (0xDFFF, "\uFFFD"), (0x110000, "\uFFFD"), (2 ** 32 + 65, "\uFFFD"),
              (10 ** 30, "\uFFFD"), (0x10FFFF, "\U0010FFFF"), (0xFFFD, "\uFFFD"), (65, "A"), (0x7F, "\x7F"),
              (0xA0, "\u00A0"), (0xE000, "\uE000"), (0x1F600, "\U0001F600"), (13, "\r"), (9, "\t")]
    for number, meaning in others:
        cases += [(Case(f"&#{number};"), [text(meaning)]), (Case(f"<a b=&#x{number:X}>"), [start("a", ("b", meaning))])]
    cases.append((Case("&#" + "0" * 3000 + "65;"), [text("A")]))
    check(cases)


# ---- Content that is no markup ------------------------------------------------------------------------


@test
def raw_text_ends_only_at_its_own_end_tag(_):
    cases = []
    for content, names in ((RCDATA, ("title", "textarea")), (SCRIPT, ("script",)),
                           (RAWTEXT, ("style", "xmp", "iframe", "noembed", "noframes", "noscript"))):
        for name in names:
            upper = name.upper()
            kept = ["</b>", f"</{name}s>", f"</{name[:-1]}>", f"< /{name}>", f"</ {name}>", f"</{name}-x>", "</", "<",
                    f"<{name}>", "<b>", "<!-- -->", "<![CDATA[x]]>", f"</{name}\v>", "<?", "</>", "<<", "-->"]
            ends = [f"</{name}>", f"</{upper}>", f"</{name} >", f"</{name}/>", f"</{name}\n>", f"</{name}\t a=b c>",
                    f"</{name}\f>", f"</{name}\r\n>", f"</{upper[0]}{name[1:]}>", f"</{name} a='>'>"]
            for s in kept + [f"</{name}"]:
                cases.append((Case(s, content, name), [text(s)]))
            for s in kept:
                whole = "a" + s + f"</{name}>b"
                cases.append((Case(whole, content, name), [text("a" + s), end(name), text("b")]))
            for s in ends:
                whole = "x" + s + "y&lt;<i>"
                cases.append((Case(whole, content, name), [text("x"), end(name), text("y<"), start("i")]))
            cases += [(Case(f"x</{name} a", content, name), [text("x")]), (Case(f"</{name}/", content, name), [])]
            lt = "<" if content == RCDATA else "&lt;"
            cases.append((Case(f"&lt;b\0c\r\nd\re\n</{name}>", content, name), [text(lt + "b\uFFFDc\nd\ne\n"),
            end(name)]))
    check(cases)


@test
def plaintext_and_cdata(_):
    check([
        (Case("</plaintext>&lt;<b>\0\r\n\f<!--", PLAINTEXT, "plaintext"), [text("</plaintext>&lt;<b>\uFFFD\n <!--")]),
        (Case("a<![CDATA[b]]>c", foreign=True), [text("abc")]),
        (Case("<![CDATA[<b>&lt;]]]]></b>", foreign=True), [text("<b>&lt;]]"), end("b")]),
        (Case("<![CDATA[]]>]]>", foreign=True), [text("]]>")]),
        (Case("<![CDATA[x]] >]]", foreign=True), [text("x]] >]]")]),
        (Case("<![CDATA[\0\r", foreign=True), [text("\uFFFD\n")]),
        (Case("<![CDATA[b]]>c"), [["Comment", "[CDATA[b]]"], text("c")]),
        (Case("<![cdata[b]]>c", foreign=True), [["Comment", "[cdata[b]]"], text("c")]),
        (Case("<![CDATA", foreign=True), [["Comment", "[CDATA"]]),
        (Case("a\0b", foreign=True), [text("a\uFFFDb")]),
        (Case("a\0b"), [text("ab")]),
    ])


@test
def scripts_hide_their_end_in_comments(_):
    ended = ["", "<!--", "<!-- --", "<!--<script>-->", "<!--<script></script>", "<!--<SCRIPT x</Script ",
             "<!--<scriptx>", "<!--<script", "<!--<script-->", "<!-<script>", "<!-- <script> --> ", "<!--><script>",
             "<!---><script>", "<!--<script ---->", "<!--<scrip>", "<!--<script></script/", "--><script>", "<script>",
             "<!--\0<script>-->", "<!--<script>-\0->-->"]
    hidden = ["<!--<script>", "<!-- <script ", "<!--<script/", "<!--<script\n", "<!--x-- ><script>", "<!--<script>--",
              "<!--<script></scriptx>", "<!--<script></ script>", "<!--<script>-- >", "<!----<script>",
              "<!--<script>\0", "<!--<script>-\0->"]
    cases = []
    for s in ended + hidden:
        shown = s.replace("\0", "\uFFFD")
        rest = [end("script"), text("x")] if s in ended else []
        head = shown + "</script>x" if s in hidden else shown
        cases.append((Case(s + "</script>x", SCRIPT, "script"), ([text(head)] if head else []) + rest))
    check(cases)


# ---- Tags, comments, DOCTYPE --------------------------------------------------------------------------


@test
def attributes_are_read_however_they_are_written(_):
    check([(Case(f"<{tag}>"), [start("a", *want)]) for tag, want in [
        ("a b", [("b", "")]), ("a b=c", [("b", "c")]), ("a b = 'c d'", [("b", "c d")]), ("A B=C", [("b", "C")]),
        ('a\nb="c"d=e', [("b", "c"), ("d", "e")]), ("a/b/c=/", [("b", ""), ("c", "/")]), ("a =b", [("=b", "")]),
        ("a b=1 B=2 b=3", [("b", "1")]), ("a b==c", [("b", "=c")]), ("a b\0=c\0", [("b\uFFFD", "c\uFFFD")]),
        ("a é=É Ä", [("é", "É"), ("Ä", "")]), ("a b='\r\n\r'", [("b", "\n\n")]), ("a b=", [("b", "")]), ("a / ", []),
    ]])


@test
def what_grows_when_it_is_decoded_finds_room(_):
    cases = []
    for count in range(1, 70):
        cases += [(Case(f"<a b='{'&nGt;' * count}'>"), [start("a", ("b", "≫⃒" * count))]),
                  (Case(f"<a b='{chr(0) * count}'>"), [start("a", ("b", "\uFFFD" * count))]),
                  (Case(f"<a{chr(0) * count}>"), [start("a" + "\uFFFD" * count)]),
                  (Case(f"<!--{chr(0) * count}-->"), [["Comment", "\uFFFD" * count]])]
    check(cases)


@test
def pieces_of_text_hold_whole_characters(_):
    check([(Case("<a>" + "x" * count + "中é\U0001F600" * 200), [start("a"), text("x" * count + "中é\U0001F600" * 200)])
           for count in range(9)])


@test
def tags_and_what_is_none(_):
    check([
        (Case("<a/>"), [start("a") + [True]]),
        (Case("<a b/>"), [start("a", ("b", "")) + [True]]),
        (Case("<a b=c/>"), [start("a", ("b", "c/"))]),
        (Case("<a b='c'/>"), [start("a", ("b", "c")) + [True]]),
        (Case("<a\0B>"), [start("a\uFFFDb")]),
        (Case("<a:b-c.d>"), [start("a:b-c.d")]),
        (Case("</A b=c/>x"), [end("a"), text("x")]),
        (Case("<é>"), [text("<é>")]),
        (Case("1<2 <3"), [text("1<2 <3")]),
        (Case("x<a b='"), [text("x")]),
        (Case("<a '=\" x>"), []),
        (Case("x<a"), [text("x")]),
        (Case("x</a"), [text("x")]),
        (Case("x</"), [text("x</")]),
        (Case("</>x"), [text("x")]),
        (Case("</ x>y"), [["Comment", " x"], text("y")]),
        (Case("<?php ?>"), [["Comment", "?php ?"]]),
    ])


@test
def of_thousands_of_attributes_the_first_of_a_name_counts(_):
    for count in (15, 16, 17, 33, 3000):
        names = [f"n{i % (count // 2)}" for i in range(count)]
        tag = "<a " + " ".join(f"{name.upper() if i % 3 else name}={i}" for i, name in enumerate(names)) + ">"
        found = html_dump.dump([Case(tag)])[0][0][0]
        assert found[4] == [[f"n{i}", str(i)] for i in range(count // 2)], count


@test
def comments_end_where_browsers_end_them(_):
    comments = {
        "<!---->": "", "<!-->": "", "<!--->": "", "<!----->": "-", "<!--a-->": "a", "<!--a--!>": "a", "<!----!>": "",
        "<!--a-- >-->": "a-- >", "<!--!>-->": "!>", "<!---!>-->": "-!>", "<!--a--!-->": "a--!", "<!--<!--a-->": "<!--a",
        "<!--a->b-->": "a->b", "<!--a>b-->": "a>b", "<!x>": "x", "<!>": "", "<!->": "-", "<!doc>": "doc",
        "<!--\0\r\n-->": "\uFFFD\n"}
    cut = {
        "<!--": "", "<!---": "", "<!--a": "a", "<!--a-": "a", "<!--a--": "a", "<!--a--!": "a", "<!--a---": "a-", "<!": "",
        "<!-": "-", "<!--a!": "a!", "<!--a--!-": "a--!", "<?": "?", "<!-->": ""}
    check([(Case(s + "b"), [["Comment", c], text("b")]) for s, c in comments.items()] +
          [(Case(s), [["Comment", c]]) for s, c in cut.items()])


@test
def doctypes_that_ask_for_quirks_mode(_):
    standard = ["html", "HTML", "html SYSTEM 'about:legacy-compat'",
                'html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"',
                'html PUBLIC "-//W3C//DTD HTML 4.01//EN"', 'html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "x"',
                'html public "-//W3C//DTD XHTML 1.0 Transitional//EN"', 'html SYSTEM "" x', "html PUBLIC '' ''"]
    quirks = ["", "htm", "html x", "html PUBLIC", 'html PUBLIC "x',
              'html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"',
              'html PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN" "x"',
              'html PUBLIC "-//w3c//dtd html 3.2 final//en"', 'html PUBLIC "HTML"',
              'html PUBLIC "-//IETF//DTD HTML//EN" "x"',
              'html SYSTEM "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd"',
              "html SYSTEM", "html SYSTEM x", 'html PUBLIC "" x']
    for declaration in standard + quirks:
        for runs in html_dump.dump([Case(f"<!DOCTYPE {declaration}>")]):
            assert [run[0][-1] for run in runs] == [declaration in quirks] * len(runs), declaration


# ---- Places, limits -----------------------------------------------------------------------------------


@test
def places_count_code_points_and_every_kind_of_line_end(_):
    page = "é中\U0001F600<a>\r\n<b x='\r1\r\n2\n3'>\r\r<c>\n\r\n  <d>&amp;&#65;<e>x\0y<f>\f<!--\n--><g>"
    want = [["Text", 1, 1], ["StartTag", 1, 4, "a"], ["Text", 1, 7], ["StartTag", 2, 1, "b"], ["Text", 5, 4],
            ["StartTag", 7, 1, "c"], ["Text", 7, 4], ["StartTag", 9, 3, "d"], ["Text", 9, 6], ["StartTag", 9, 16, "e"],
            ["Text", 9, 19], ["StartTag", 9, 22, "f"], ["Text", 9, 25], ["Comment", 9, 26], ["StartTag", 10, 4, "g"],
            ["End", 10, 7]]
    for prefix, moved in (("", 0), ("<p title='" + "é\n" * 5000 + "'>\n", 5001)):
        for run in html_dump.dump([Case(prefix + page)])[0]:
            tokens = html_dump.joined(run)[2 if prefix else 0:]
            found = [token[:4] if token[0] == "StartTag" else token[:3] for token in tokens]
            expected = [[kind, line + moved, *rest] for kind, line, *rest in want]
            if prefix:  # the line end behind the tag and the text after it are one
                found.insert(0, expected[0])
            assert found == expected, (prefix[:20], found)


@test
def what_is_longer_than_a_limit_is_refused_with_its_place(_):
    env = {"CELL_LENGTH": "600", "ATTRIBUTE_LENGTH": "500"}
    fine = ["<a b='" + "x" * 500 + "'>", "<a " + "b " * 290 + ">", "<!--" + "x" * 590 + "-->", "x" * 5000, "<a>" * 900]
    over = ["<a b='" + "x" * 501 + "'>", "<a " + "b " * 310 + ">", "<!--" + "x" * 620 + "-->", "<!--" + "x" * 9000,
            "<?" + "x" * 900 + ">", "<!DOCTYPE " + "x" * 900 + ">", "<a" + "b" * 900 + ">", "<a b='" + "x" * 9000]
    for runs in html_dump.dump([Case(s) for s in fine], env):
        assert all(run[-1][0] == "End" for run in runs), runs[0][-1]
    for s in over:
        for run in html_dump.dump([Case("é\n " + s)], env)[0]:
            assert run[-2][:4] == ["Error", "html-limit", 2, 2] and run[-1] == ["Failed"], (s[:20], run)


@test
def memory_that_runs_out_is_told_and_nothing_leaks(_):
    page = "<!DOCTYPE html PUBLIC 'a\0'>" + "<a " + "".join(f"B{i}=&amp; " for i in range(40)) + "><!--\0" + "x" * 999 + "-->"
    most = 0
    for allowed in range(40):
        for run in html_dump.dump([Case(page)], {"FAIL_AT": str(allowed)})[0]:
            assert run[-1][0] in ("Memory", "End"), (allowed, run[-1])
            most = max(most, allowed if run[-1][0] == "Memory" else 0)
    assert 10 < most < 39, most


if __name__ == "__main__":
    tap.main()
