"""500 reports made by chance to HTML and back; what they are after html5lib has parsed and written the page.

Owns the list of what that second way cannot keep. What each page shows to another reader is compared with the
report itself, too.
"""
import json
import os

from flow import Tally
from json_view import View
from made import convert, differences, documents
from tap import Skip, main, test

SEEDS = range(1, 501)

# What html5lib's serialiser changes in any page, so that no reader could know it: nothing here is retort's.
# - a carriage return is written as it is, which is a line feed when it is read: it is escaped here
# - a line feed at the beginning of <pre> is dropped when it is read, and not doubled when it is written
# Kinds and attributes of reports that go through html5lib: all of HTML's, but text that begins with a line feed.
SHOWN = ("kinds=section,heading,paragraph,list,item,table,row,cell,caption,text,link,quote,definitions,term,definition,figure,line-break,"
         "code-block,text-box,rule,ruby,drop-down,choice,tab "
         "attributes=marks,part,colspan,rowspan,header,href,align,ordered,start,level,id,colour,reading,value")


TOLD = ("[loss]", "[grid-clipped]", "[grid-overlap]", "[reference-unknown]")  # of the report, not of the page


@test
def each_is_what_it_was_after_HTML(folder):
    given = documents(os.path.join(folder, "made"), SEEDS)
    made = convert(given, os.path.join(folder, "html"), "html", "--verify", quiet=TOLD)
    assert len(given) == len(made) == len(SEEDS)


def serialised(path, target):
    """The page as html5lib writes what it has read."""
    import html5lib
    with open(path, encoding="utf-8") as file:
        document = html5lib.parse(file.read(), treebuilder="etree", namespaceHTMLElements=False)
    text = html5lib.serialize(document, tree="etree", omit_optional_tags=False, quote_attr_values="always",
                              minimize_boolean_attributes=False, resolve_entities=False)
    with open(target, "w", encoding="utf-8") as file:
        file.write("<!DOCTYPE html>" + text.replace("\r", "&#13;"))


@test
def html5lib_may_write_the_page_again(folder):
    try:
        import html5lib  # noqa: F401
    except ImportError:
        raise Skip("no python3-html5lib here") from None
    given = documents(os.path.join(folder, "made"), list(SEEDS)[::5])
    written, again = convert(given, os.path.join(folder, "html"), "html", "--quiet"), []
    for path in written:
        again.append(os.path.join(folder, os.path.basename(path)))
        serialised(path, again[-1])
    wrong = differences(list(zip(written, again)))
    assert not wrong, f"{len(wrong)} of {len(again)} differ: " + "\n".join(wrong[:5])


@test
def a_browser_shows_what_the_report_says(folder):
    try:
        from html_oracle import Page
    except ImportError:
        raise Skip("no python3-html5lib here") from None
    given = documents(os.path.join(folder, "made"), range(1, 101), SHOWN)
    tally = Tally()
    as_html = convert(given, os.path.join(folder, "html"), "html", "--quiet")
    as_json = convert(given, os.path.join(folder, "json"), "json", "--quiet")
    for page, report in zip(as_html, as_json):
        with open(page, encoding="utf-8") as file:
            shown = Page(file.read())
        with open(report, encoding="utf-8") as file:
            meant = View(json.load(file), cut=True)
        tally.add(os.path.basename(page), meant.text, meant.grids, shown.text, shown.grids)
    assert not tally.faults, f"{tally} (the second is what is shown)\n" + "\n".join(f"{n}: {w}" for n, w in tally.faults[:8])


main()
