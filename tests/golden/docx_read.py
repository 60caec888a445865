"""What DOCX is read as, row by row of docs/docx.md, also what no document of the corpora has.

Packages are made here (docx_build.py); the report is seen through canonical XML.
"""
import os
import re

from docx_build import (PIXEL, STRICT, box, field, level, numbering, p, package, picture, r, relationship, sdt, tbl, tc, tr)
from tap import main, retort, test

LISTS = numbering({1: [level("%1."), level("%2)", "lowerLetter"), level("%1.%2.%3")], 2: [level("•", "bullet")],
                   3: [level("%1."), level("%1.%2")]},
                  {1: 1, 2: 2, 3: (1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'), 4: 3})


def read(folder, data, *options, status=0):
    """The report between its frame, in XML, and the messages."""
    path = os.path.join(folder, "in.docx")
    with open(path, "wb") as file:
        file.write(data)
    code, out, said = retort("convert", path, "-o", "-", "--to", "xml", *options)
    assert code == status, (code, said)
    text = out.decode()
    return text[text.index(">", text.index("<report")) + 1:text.rindex("</report>")].strip("\n") if text else "", said


def same(folder, body, expected, says=(), **parts):
    """`says`: words that the messages hold; without any there is no warning."""
    got, said = read(folder, package(body, **parts))
    assert got == expected, f"\n{got}\n--- expected\n{expected}"
    for words in says:
        assert words in said, (words, said)
    if not says:
        assert "warning" not in said, said


# ---- Paragraphs and headings ----------------------------------------------------------------------------


@test
def paragraphs_and_empty_lines(folder):
    same(folder, p("a") + p() + p() + p("b", ppr='<w:jc w:val="center"/><w:ind w:left="400" w:hanging="200"/>')
         + p("c", ppr='<w:shd w:val="clear" w:fill="FFEE00"/><w:bidi/>') + p(),
         '<paragraph>a</paragraph>\n<paragraph align="center" indent="20pt" first-line="-10pt" blank-before="2">b</paragraph>\n'
         '<paragraph direction="rtl" background="#ffee00">c</paragraph>')


@test
def headings_make_sections_and_numbers(folder):
    same(folder, p("One", style="heading1", num=4) + p("x") + p("Sub", style="heading2", num=4, ilvl=1) + p("Two", style="heading1", num=4)
         + p("By level", ppr='<w:outlineLvl w:val="1"/>'),
         '<section level="1" number="1.">\n<heading>One</heading>\n<paragraph>x</paragraph>\n<section level="2" number="1.1">\n'
         '<heading>Sub</heading>\n</section>\n</section>\n<section level="1" number="2.">\n<heading>Two</heading>\n<section level="2">\n'
         '<heading>By level</heading>\n</section>\n</section>', numbering=LISTS)


@test
def a_title_that_says_the_core_title_is_left_out(folder):
    core = "<dc:title>Yearly</dc:title>"
    same(folder, p("Year", "ly", style="Title") + p("x"), '<meta name="title">Yearly</meta>\n<paragraph>x</paragraph>', core=core)
    same(folder, p("Other", style="Title") + p("x"), '<meta name="title">Yearly</meta>\n<paragraph>Other</paragraph>\n<paragraph>x</paragraph>',
         core=core)


@test
def page_breaks_and_rules(folder):
    line = '<w:pBdr><w:bottom w:val="single" w:sz="4"/></w:pBdr>'
    same(folder, p("a") + p('<w:r><w:br w:type="page"/></w:r>') + p('<w:r><w:br w:type="page"/></w:r>', "b") + p(ppr=line)
         + p("c", ppr="<w:pageBreakBefore/>"),
         "<paragraph>a</paragraph>\n<page-break/>\n<paragraph><page-break/>b</paragraph>\n<rule/>\n<page-break/>\n<paragraph>c</paragraph>")


# ---- Lists -------------------------------------------------------------------------------------------------


@test
def lists_nest_by_level_and_go_on(folder):
    same(folder, p("a", num=1) + p("b", num=1, ilvl=1) + p("c", num=1) + p("x") + p("d", num=1) + p("e", num=2),
         '<list ordered="true" numbering="decimal">\n<item>a<list ordered="true" numbering="lower-alpha" template="%1)">\n<item>b</item>\n</list></item>\n'
         '<item>c</item>\n</list>\n<paragraph>x</paragraph>\n<list ordered="true" numbering="decimal" start="3">\n<item>d</item>\n</list>\n'
         '<list numbering="disc">\n<item>e</item>\n</list>', numbering=LISTS)


@test
def a_counter_begins_anew_in_the_same_list(folder):
    same(folder, p("a", num=1, style="ListNumber") + p("b", num=3, style="ListNumber"),
         '<list ordered="true">\n<item>a</item>\n<item counter="7">b</item>\n</list>', numbering=LISTS)


@test
def a_list_that_has_an_id_is_continued(folder):
    mark = '<w:bookmarkStart w:id="1" w:name="_first"/><w:bookmarkEnd w:id="1"/>'
    same(folder, mark + p("a", num=1) + p("x") + p("b", num=1),
         '<list id="first" ordered="true" numbering="decimal">\n<item>a</item>\n</list>\n<paragraph>x</paragraph>\n'
         '<list ordered="true" numbering="decimal" continues="first">\n<item>b</item>\n</list>', numbering=LISTS)


@test
def items_hold_more_than_a_paragraph(folder):
    same(folder, p("a", num=1) + p("more", style="ListContinue") + sdt(tbl(tr(tc("t"))), tag="in-item") + p("b", num=1),
         '<list ordered="true" numbering="decimal">\n<item>a<paragraph>more</paragraph><table>\n<row><cell>t</cell></row>\n</table></item>\n'
         '<item>b</item>\n</list>', numbering=LISTS)


@test
def labels_of_several_levels_and_boxes_to_tick(folder):
    tick = sdt(r("☒"), '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>')
    same(folder, p("a", num=1) + p("b", num=1, ilvl=2) + p(tick, "done", num=2) + p("x ", tick),
         '<list ordered="true" numbering="decimal">\n<item>a<list ordered="true" numbering="decimal">\n<item label="1.a.1">b</item>\n</list></item>\n'
         '</list>\n<list numbering="disc">\n<item checked="yes">done</item>\n</list>\n<paragraph>x <checkbox checked="yes"/></paragraph>',
         numbering=LISTS)


# ---- Quotes, definitions, code, figures -----------------------------------------------------------------------


@test
def quotes_definitions_and_code(folder):
    same(folder, p("q", style="Quote") + p("r", style="Quote") + sdt(p("in", num=2), tag="in-quote") + sdt(p("own"), tag="quote")
         + p("t", style="DefinitionTerm") + p("d", style="Definition") + sdt(p("more"), tag="in-definition")
         + p("x = 1", style="HTMLPreformatted") + p(style="HTMLPreformatted") + p("y", style="HTMLPreformatted"),
         '<quote>\n<paragraph>q</paragraph>\n<paragraph>r</paragraph>\n<list numbering="disc">\n<item>in</item>\n</list>\n</quote>\n'
         "<quote>\n<paragraph>own</paragraph>\n</quote>\n<definitions>\n<term>t</term>\n<definition>d<paragraph>more</paragraph></definition>\n"
         "</definitions>\n<code-block>x = 1<line-break/><line-break/>y</code-block>", numbering=LISTS)


@test
def captions_find_their_table_or_figure(folder):
    image = p(picture("r_a", alt="A"))
    shown = '<image alt="A"><resource id="media-1" name="a.png" media-type="image/png">'
    got, _ = read(folder, package(p("T1", style="caption") + tbl(tr(tc("1"))) + tbl(tr(tc("2"))) + p("T2", style="caption") + p("x") + image
                                  + p("F", style="caption") + p("x") + image + p(field(" SEQ Table ", "1"), style="caption") + tbl(tr(tc("3"))),
                                  media={"a.png": PIXEL}))
    got = re.sub(">iVBOR[^<]*<", "><", got)
    assert got == ("<table>\n<caption>T1</caption>\n<row><cell>1</cell></row>\n</table>\n<table>\n<row><cell>2</cell></row>\n"
                   f"<caption>T2</caption>\n</table>\n<paragraph>x</paragraph>\n<figure>\n<caption>F</caption>\n<paragraph>{shown}</resource>"
                   '</image></paragraph>\n</figure>\n<paragraph>x</paragraph>\n<paragraph><image alt="A" resource="media-1"/></paragraph>\n<table>\n'
                   '<caption><field instruction="SEQ Table">1</field></caption>\n<row><cell>3</cell></row>\n</table>'), got


@test
def figures_and_boxes_as_controls(folder):
    same(folder, sdt(p("cap", style="caption") + p("in"), tag="figure") + sdt(p("b"), tag="text-box")
         + sdt(tbl(tr(tc("1"))) + p("last", style="caption"), tag="figure") + sdt(p("alone", style="caption"), tag="table"),
         "<figure>\n<caption>cap</caption>\n<paragraph>in</paragraph>\n</figure>\n<text-box>\n<paragraph>b</paragraph>\n</text-box>\n"
         "<figure>\n<table>\n<row><cell>1</cell></row>\n</table>\n<caption>last</caption>\n</figure>\n<table>\n<caption>alone</caption>\n</table>")


# ---- Tables ------------------------------------------------------------------------------------------------------


def merge(kind=None):
    return f'<w:vMerge w:val="{kind}"/>' if kind else "<w:vMerge/>"


@test
def merged_cells_and_rows_that_begin_late(folder):
    same(folder, tbl(tr(tc("a", tcpr=merge("restart")), tc("b", tcpr='<w:gridSpan w:val="2"/>')), tr(tc("", tcpr=merge()), tc("c"), tc("d")),
                     tr(tc("e"), trpr='<w:gridBefore w:val="2"/>')),
         '<table>\n<row><cell rowspan="2">a</cell><cell colspan="2">b</cell></row>\n<row><cell>c</cell><cell>d</cell></row>\n'
         '<row grid-before="2"><cell>e</cell></row>\n</table>')


@test
def merges_side_by_side_overlap(folder):
    same(folder, tbl(tr(tc("a", tcpr=merge("restart")), tc("b")), tr(tc("", tcpr=merge()), tc("c", tcpr=merge("restart"))),
                     tr(tc("d"), tc("", tcpr=merge())), tr(tc("e"), tc("", tcpr=merge()))),
         '<table>\n<row><cell rowspan="2">a</cell><cell>b</cell></row>\n<row><cell rowspan="3">c</cell></row>\n<row><cell>d</cell></row>\n'
         "<row><cell>e</cell></row>\n</table>")


@test
def a_merge_without_a_beginning_is_a_cell(folder):
    same(folder, tbl(tr(tc("a", tcpr=merge()), tc("b")), tr(tc("x", tcpr=merge()), tc("c"))),
         '<table>\n<row><cell rowspan="2">a</cell><cell>b</cell></row>\n<row><cell>c</cell></row>\n</table>', says=["[docx-merge]", "covers"])


@test
def old_merges_beside(folder):
    same(folder, tbl(tr(tc("a", tcpr='<w:hMerge w:val="restart"/>'), tc("", tcpr="<w:hMerge/>"), tc("b"))),
         '<table>\n<row><cell colspan="2">a</cell><cell>b</cell></row>\n</table>')


@test
def head_and_foot_and_cells_that_reach_out_of_them(folder):
    head, foot = "<w:tblHeader/>", '<w:cnfStyle w:val="010000000000"/>'
    same(folder, tbl(tr(tc("h"), trpr=head), tr(tc("x")), tr(tc("f"), trpr=foot)),
         '<table>\n<row part="head"><cell>h</cell></row>\n<row><cell>x</cell></row>\n<row part="foot"><cell>f</cell></row>\n</table>')
    same(folder, tbl(tr(tc("1"), tc("2"), trpr=head), tr(tc("h", tcpr=merge("restart")), tc("i"), trpr=head), tr(tc("", tcpr=merge()), tc("j"))),
         '<table>\n<row part="head"><cell>1</cell><cell>2</cell></row>\n<row><cell rowspan="2">h</cell><cell>i</cell></row>\n'
         "<row><cell>j</cell></row>\n</table>")


@test
def properties_of_tables_rows_and_cells(folder):
    got, _ = read(folder, package(tbl(
        tr(tc(p("a", ppr='<w:jc w:val="right"/>'), tcpr='<w:cnfStyle w:val="001000000000"/><w:shd w:val="clear" w:fill="00FF00"/>'
              '<w:vAlign w:val="center"/>'), trpr='<w:trHeight w:val="400"/><w:ins w:id="1" w:author="A"/>'),
        tblpr='<w:tblW w:w="2500" w:type="pct"/><w:jc w:val="center"/><w:shd w:val="clear" w:fill="0000FF"/><w:tblCaption w:val="T"/>'
        '<w:tblDescription w:val="D"/>')))
    for words in ['<table align="center"', 'width="50%"', 'title="T"', 'alt="D"', 'background="#0000ff"', 'change="inserted"',
                  'height="20pt"', 'header="row"', 'valign="middle"', 'background="#00ff00"', 'align="right"']:
        assert words in got, (words, got)


@test
def widths_of_columns_where_they_are_stated(folder):
    cell = '<w:tcW w:w="{}" w:type="{}"/>'.format
    wide = tr(tc("a", tcpr='<w:gridSpan w:val="2"/>' + cell(2000, "dxa")), tc("b", tcpr=cell(0, "auto")))
    same(folder, tbl(wide, tr(tc("c", tcpr=cell(1200, "dxa")), tc("d", tcpr=cell(1000, "pct")), tc("e")), grid=(1000, 1000, 1000)),
         '<table>\n<column width="60pt"/>\n<column width="20%"/>\n<row><cell colspan="2">a</cell><cell>b</cell></row>\n'
         "<row><cell>c</cell><cell>d</cell><cell>e</cell></row>\n</table>")
    same(folder, tbl(tr(tc("a")), grid=(1000,)), "<table>\n<row><cell>a</cell></row>\n</table>")


@test
def nested_tables_empty_cells_and_parted_tables(folder):
    same(folder, tbl(tr(tc("x", tbl(tr(tc("in", tcpr=merge("restart")), tc("1")), tr(tc("", tcpr=merge()), tc("2")))), tc()))
         + p() + tbl(tr(tc("b"))) + p() + p() + tbl(tr(tc("c"))),
         '<table>\n<row><cell>x<table>\n<row><cell rowspan="2">in</cell><cell>1</cell></row>\n<row><cell>2</cell></row>\n</table></cell><cell/></row>\n'
         '</table>\n<table>\n<row><cell>b</cell></row>\n</table>\n<table blank-before="1">\n<row><cell>c</cell></row>\n</table>')


@test
def controls_around_rows_and_cells(folder):
    same(folder, tbl(sdt(tr(tc("a"), sdt(tc("b"))))) , "<table>\n<row><cell>a</cell><cell>b</cell></row>\n</table>")


@test
def typed_values_of_cells(folder):
    money = sdt(r("¥1,860"), tag="money:1860.00:CNY")
    day = sdt(r("30 Jan"), '<w:date w:fullDate="2024-01-30T00:00:00Z"/>', tag="date:")
    path = sdt(r("x"), '<w:alias w:val="a/b"/>', tag=":a%3Ab")
    same(folder, tbl(tr(tc(p(money)), tc(p(day)), tc(p(path)), tc(p(sdt("", tag="blank:"))))),
         '<table>\n<row><cell value-type="money" value="1860.00" currency="CNY">¥1,860</cell><cell value-type="date" value="2024-01-30">30 Jan</cell>'
         '<cell value="a:b" path="a/b">x</cell><cell value-type="blank"/></row>\n</table>')


# ---- Runs ----------------------------------------------------------------------------------------------------------


@test
def marks_of_runs_and_of_styles(folder):
    same(folder, p(r("b", "<w:b/>"), r("s", '<w:rStyle w:val="Strong"/>'), r("c", '<w:rStyle w:val="HTMLCode"/>'),
                   r("n", '<w:rStyle w:val="Strong"/><w:b w:val="0"/>')) + p("h", style="heading1") + p("loud", r("er", "<w:i/>"), style="Loud")
         + p(r("u", '<w:u w:val="single"/><w:dstrike/><w:vertAlign w:val="superscript"/><w:smallCaps/><w:highlight w:val="green"/>')),
         '<paragraph><text marks="bold">bs</text><text marks="code">c</text>n</paragraph>\n<section level="1">\n<heading>h</heading>\n'
         '<paragraph><text marks="bold">loud</text><text marks="bold italic">er</text></paragraph>\n'
         '<paragraph><text marks="underline strike sup small-caps highlight">u</text></paragraph>\n</section>')


@test
def colours_sizes_fonts_languages(folder):
    defaults = ('<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial"/><w:sz w:val="20"/><w:lang w:val="en-GB" w:eastAsia="zh-CN"/>'
                "</w:rPr></w:rPrDefault></w:docDefaults>")
    got, _ = read(folder, package(
        p(r("a", '<w:rFonts w:ascii="Arial"/><w:sz w:val="20"/><w:lang w:val="en-GB"/>'),
          r("b", '<w:rFonts w:ascii="Times" w:eastAsia="SimSun"/><w:sz w:val="21"/><w:color w:val="FF0000"/><w:shd w:val="clear" w:fill="EEEEEE"/>'),
          r("c", '<w:lang w:val="de-DE"/>'), r("שלום", '<w:rtl/><w:lang w:bidi="he-IL"/>'), r("h", "<w:vanish/>")), styles=defaults))
    assert got == ('<paragraph>a<text background="#eeeeee" colour="#ff0000" size="10.5pt" font="Times" font-east-asian="SimSun">b</text>'
                   '<text language="de-DE">c</text><text language="he-IL" direction="rtl">שלום</text><text hidden="true">h</text></paragraph>'), got


@test
def the_language_is_that_of_the_text(folder):
    defaults = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    for text, language in (("信息公开年度报告", "zh-CN"), ("A yearly report", "en-US")):
        path = os.path.join(folder, "in.docx")
        with open(path, "wb") as file:
            file.write(package(p(text), styles=defaults))
        assert f'language="{language}"' in retort("convert", path, "-o", "-", "--to", "xml")[1].decode().split("\n")[1]


@test
def signs_that_are_elements(folder):
    same(folder, p('<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:noBreakHyphen/><w:softHyphen/><w:cr/><w:ptab/>'
                   '<w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F061"/></w:r>'),
         "<paragraph>a<tab/>b<line-break/>\u2011\u00ad<line-break/><tab/>✔α</paragraph>")


@test
def white_space_at_edges_counts_where_it_is_preserved(folder):
    same(folder, "<w:p><w:r><w:t> a  b </w:t></w:r><w:r><w:t>\n c &amp; </w:t></w:r>" + r(" d ") + "</w:p>", "<paragraph>a  bc &amp; d </paragraph>")


@test
def tracked_changes(folder):
    who = 'w:id="1" w:author="Ann" w:date="2024-01-30T12:00:00Z"'
    same(folder, p("a", f"<w:ins {who}>{r('b')}</w:ins>", f"<w:del {who}>{r('c', tag='delText')}</w:del>",
                   f'<w:moveFromRangeStart w:id="5" w:name="m1"/><w:moveFrom {who}>{r("d")}</w:moveFrom><w:moveFromRangeEnd w:id="5"/>',
                   r("e", f"<w:b/><w:rPrChange {who}><w:rPr><w:i/></w:rPr></w:rPrChange>"), ppr=f"<w:rPr><w:del {who}/></w:rPr>"),
         '<paragraph mark-change="deleted">a<text change="inserted" change-author="Ann" change-date="2024-01-30T12:00:00Z">b</text>'
         '<text change="deleted" change-author="Ann" change-date="2024-01-30T12:00:00Z">c</text>'
         '<text change="moved-from" change-author="Ann" change-date="2024-01-30T12:00:00Z" change-name="m1">d</text>'
         '<text change="formatted" change-author="Ann" change-date="2024-01-30T12:00:00Z" marks="bold">e</text></paragraph>')


@test
def cells_and_rows_that_were_changed(folder):
    same(folder, tbl(tr(tc("a", tcpr='<w:cellDel w:id="1" w:author="B"/>'), trpr='<w:del w:id="2" w:author="C"/>')),
         '<table>\n<row change="deleted" change-author="C"><cell change="deleted" change-author="B">a</cell></row>\n</table>')


# ---- Links, fields, controls ------------------------------------------------------------------------------------------


@test
def links_by_element_and_by_field(folder):
    same(folder, p(f'<w:hyperlink r:id="h" w:tooltip="tip">{r("a", "<w:rStyle w:val=" + chr(34) + "Hyperlink" + chr(34) + "/>")}</w:hyperlink>',
                   f'<w:hyperlink w:anchor="_Toc1">{r("b")}</w:hyperlink>', field(' HYPERLINK "http://x/?a=1" \\l "m" \\o "T" ', "c"),
                   f'<w:hyperlink r:id="no">{r("d")}</w:hyperlink>'),
         '<paragraph><link href="http://e.org/" title="tip">a</link><link href="#Toc1">b</link><link href="http://x/?a=1#m" title="T">c</link>'
         "d</paragraph>", says=["[docx-relation]"], links=[relationship("h", "hyperlink", "http://e.org/", True)])


@test
def fields_hold_their_result(folder):
    same(folder, p("p. ", field(" PAGE ", "7"), f'<w:fldSimple w:instr=" DATE ">{r("today")}</w:fldSimple>',
                   field(" IF " + "", field(" MERGEFIELD x ", "in")) ),
         '<paragraph>p. <field instruction="PAGE">7</field><field instruction="DATE">today</field>'
         '<field instruction="IF"><field instruction="MERGEFIELD x">in</field></field></paragraph>')
    begin, separate, end = ('<w:r><w:fldChar w:fldCharType="' + kind + '"/></w:r>' for kind in ("begin", "separate", "end"))
    same(folder, p(begin, r("IF ", tag="instrText"), field(" MERGEFIELD x ", "gone"), r(" = 1", tag="instrText"), separate, r("yes"), end),
         '<paragraph><field instruction="IF {  MERGEFIELD x  } = 1">yes</field></paragraph>')


@test
def a_table_of_contents_stays_paragraphs(folder):
    begin, separate, end = ('<w:r><w:fldChar w:fldCharType="' + kind + '"/></w:r>' for kind in ("begin", "separate", "end"))
    same(folder, p(begin, r(" TOC \\o ", tag="instrText"), separate, "One") + p("Two", end),
         '<paragraph><start id="field-1" role="field" instruction="TOC \\o"/>One</paragraph>\n<paragraph>Two<end ref="field-1"/></paragraph>')


@test
def a_field_that_never_ends_takes_nothing_along(folder):
    same(folder, p("a", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', r(" X ", tag="instrText")) + p("b"),
         "<paragraph>a</paragraph>\n<paragraph>b</paragraph>", says=["[docx-field]"])


@test
def forms_of_old_and_new(folder):
    items = '<w:listItem w:displayText="Yes" w:value="y"/><w:listItem w:displayText="No" w:value="No"/>'
    choices = '<choice value="y">Yes</choice><choice>No</choice>'
    old = field(" FORMDROPDOWN ", "", '<w:ffData><w:name w:val="D"/><w:ddList><w:result w:val="1"/><w:listEntry w:val="A"/>'
                '<w:listEntry w:val="B"/></w:ddList></w:ffData>')
    tick = field(" FORMCHECKBOX ", "", '<w:ffData><w:name w:val="C"/><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>')
    same(folder, p(sdt(r("Yes"), f'<w:alias w:val="Title"/><w:dropDownList>{items}</w:dropDownList>', tag="name"),
                   sdt(r("Choose"), f"<w:showingPlcHdr/><w:comboBox>{items}</w:comboBox>"), old, tick) + sdt(p("No"), f"<w:dropDownList>{items}</w:dropDownList>"),
         f'<paragraph><drop-down name="name" value="Yes" title="Title">{choices}</drop-down><drop-down editable="true">{choices}</drop-down>'
         '<drop-down name="D" value="B"><choice>A</choice><choice>B</choice></drop-down><checkbox name="C" checked="yes"/></paragraph>\n'
         f'<paragraph><drop-down value="No">{choices}</drop-down></paragraph>')


@test
def controls_without_meaning_pass_through(folder):
    same(folder, sdt(p("a", sdt(r("b"), '<w:date w:fullDate="2024-01-30T00:00:00Z"/>'), f'<w:smartTag w:element="x">{r("c")}</w:smartTag>'))
         + f'<w:customXml w:element="y">{p("d")}</w:customXml>', "<paragraph>abc</paragraph>\n<paragraph>d</paragraph>")


@test
def ruby_and_formulas(folder):
    same(folder, p('<w:r><w:ruby><w:rubyPr/><w:rt>' + r("かん") + "</w:rt><w:rubyBase>" + r("漢") + "</w:rubyBase></w:ruby></w:r>"),
         '<paragraph><ruby reading="かん">漢</ruby></paragraph>')
    got, _ = read(folder, package(p("x", "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>")))
    assert '<math notation="mathml" alt="' in got and "&lt;mfrac" in got, got


# ---- Marks and notes -----------------------------------------------------------------------------------------------------


def mark(name, number=1, inside=""):
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}<w:bookmarkEnd w:id="{number}"/>'


@test
def bookmarks_are_ids_or_ranges(folder):
    same(folder, '<w:bookmarkStart w:id="9" w:name="_sec"/>' + p(mark("_Toc1", 2), "H", style="heading1")
         + p(mark("_par"), "a", mark("here", 3, r("b")), mark("_GoBack", 4), mark("point", 5)) + '<w:bookmarkEnd w:id="9"/>'
         + mark("_tab", 6, tbl(tr(mark("_row", 7), tc(mark("_cell", 8), p("c"))))),
         '<section id="sec" level="1">\n<heading id="Toc1">H</heading>\n<paragraph id="par">a<start id="here" name="here" role="bookmark"/>b'
         '<end ref="here"/><start id="point" name="point" role="bookmark"/></paragraph>\n<table id="tab">\n<row id="row"><cell id="cell">c</cell></row>\n'
         "</table>\n</section>")


@test
def notes_and_what_refers_to_them(folder):
    reference = '<w:r><w:footnoteReference w:id="{}"{}/>{}</w:r>'.format
    notes = ('<w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
             + "".join(f'<w:footnote w:id="{n}">{p("<w:r><w:footnoteRef/></w:r>", " note" + str(n))}</w:footnote>' for n in (1, 2, 3)))
    same(folder, p("a", reference(2, "", ""), "b", reference(1, ' w:customMarkFollows="1"', "<w:t>*</w:t>"), '<w:r><w:endnoteReference w:id="5"/></w:r>'),
         '<paragraph>a<note-reference ref="footnote-2"/>b<note-reference label="*" ref="footnote-1"/><note-reference ref="endnote-5"/></paragraph>\n'
         '<note id="footnote-1" role="footnote">\n<paragraph>note1</paragraph>\n</note>\n<note id="footnote-2" role="footnote">\n<paragraph>note2</paragraph>\n'
         '</note>\n<note role="footnote">\n<paragraph>note3</paragraph>\n</note>\n<note id="endnote-5" role="endnote">\n<paragraph>end</paragraph>\n</note>',
         footnotes=notes, endnotes=f'<w:endnote w:id="5">{p("end")}</w:endnote>')


@test
def comments_with_threads(folder):
    def comment(n, text):
        return f'<w:comment w:id="{n}" w:author="A{n}" w:initials="A" w:date="2024-01-30T00:00:00Z"><w:p w14:paraId="0000000{n}">{r(text)}</w:p></w:comment>'
    same(folder, p('<w:commentRangeStart w:id="1"/>', "a", '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>',
                   '<w:r><w:commentReference w:id="2"/></w:r>'),
         '<paragraph><start id="comment-range-1" role="comment" ref="comment-1"/>a<end ref="comment-range-1"/><note-reference ref="comment-2"/></paragraph>\n'
         '<note id="comment-1" role="comment" author="A1" initials="A" date="2024-01-30T00:00:00Z" resolved="true">\n<paragraph>one</paragraph>\n</note>\n'
         '<note id="comment-2" role="comment" author="A2" initials="A" date="2024-01-30T00:00:00Z" parent="comment-1">\n<paragraph>two</paragraph>\n</note>',
         comments=comment(1, "one") + comment(2, "two"),
         commentsExtended='<w15:commentEx w15:paraId="00000001" w15:done="1"/><w15:commentEx w15:paraId="00000002" w15:paraIdParent="00000001" w15:done="0"/>')


# ---- Drawings ------------------------------------------------------------------------------------------------------------------


def pictures(folder, body, **more):
    got, said = read(folder, package(body, media={"image1.png": PIXEL}, **more))
    return re.sub(">iVBOR[^<]*<", "><", got), said


@test
def pictures_state_a_size_that_is_not_their_own(folder):
    natural, twice = picture("r_image1", 914400, 457200, "N"), picture("r_image1", 1828800, 914400, "T")
    got, _ = pictures(folder, p("x", natural) + p("y", twice))
    assert got == ('<paragraph>x<image alt="N"><resource id="media-1" media-type="image/png"></resource></image></paragraph>\n'
                   '<paragraph>y<image width="144pt" height="72pt" alt="T" resource="media-1"/></paragraph>'), got


@test
def pictures_linked_in_VML_in_groups_and_not_there(folder):
    vml = '<w:r><w:pict><v:shape style="width:10pt;height:1in" alt="V"><v:imagedata r:id="r_image1"/></v:shape></w:pict></w:r>'
    linked = picture("", more=' r:link="far"').replace(' r:embed=""', "")
    got, said = pictures(folder, p("a", vml) + p("b", linked) + p("c", picture("none", alt="Gone")),
                         links=[relationship("far", "image", "http://e.org/a.png", True)])
    assert got == ('<paragraph>a<image width="10pt" height="72pt" alt="V"><resource id="media-1" media-type="image/png"></resource></image></paragraph>\n'
                   '<paragraph>b<image alt="" source="http://e.org/a.png"/></paragraph>\n<paragraph>c<image alt="Gone"/></paragraph>'), got
    assert "[docx-relation]" in said


@test
def text_boxes_stand_behind_their_paragraph(folder):
    vml = f'<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p("V", num=1)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>'
    same(folder, p("a", box(p("B1"), tbl(tr(tc("t", tcpr=merge("restart"))), tr(tc("", tcpr=merge())))), "b", vml) + p(box(p("alone"))),
         '<paragraph>ab</paragraph>\n<text-box>\n<paragraph>B1</paragraph>\n<table>\n<row><cell rowspan="2">t</cell></row>\n<row/>\n</table>\n</text-box>\n'
         '<text-box>\n<list ordered="true" numbering="decimal">\n<item>V</item>\n</list>\n</text-box>\n<text-box>\n<paragraph>alone</paragraph>\n</text-box>',
         numbering=LISTS)


@test
def one_branch_of_alternatives(folder):
    def both(requires):
        return f'<mc:AlternateContent><mc:Choice Requires="{requires}">{r("new")}</mc:Choice><mc:Fallback>{r("old")}</mc:Fallback></mc:AlternateContent>'
    same(folder, p(both("wps")) + p(both("wps w14")) + p(both("cx")) + p(both("nobody")),
         "<paragraph>new</paragraph>\n<paragraph>new</paragraph>\n<paragraph>old</paragraph>\n<paragraph>old</paragraph>")


@test
def what_cannot_be_read_is_told(folder):
    chart = ('<w:r><w:drawing><wp:inline><wp:extent cx="1" cy="1"/><a:graphic><a:graphicData uri="c"><c:chart r:id="x"/></a:graphicData></a:graphic>'
             "</wp:inline></w:drawing></w:r>")
    ole = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
    same(folder, p("a", chart, ole) + '<w:altChunk r:id="z"/>' + "<w:unknown><w:t>lost</w:t></w:unknown>", "<paragraph>a</paragraph>",
         says=["chart", "embedded object Excel.Sheet.12", "altChunk", "text in the unknown element unknown"])


# ---- Pages ---------------------------------------------------------------------------------------------------------------------------


SIZE = '<w:pgSz w:w="{}" w:h="{}"{}/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"/>'.format
A4 = SIZE(11906, 16838, "")


@test
def pages_with_their_headers(folder):
    edges = ('<w:headerReference w:type="default" r:id="r_header1"/><w:headerReference w:type="first" r:id="r_header2"/>'
             '<w:footerReference w:type="even" r:id="r_footer1"/>')
    parts = {"header1": p("H"), "header2": p("F"), "footer1": p("E")}
    same(folder, p("a") + f"<w:sectPr>{A4}</w:sectPr>", "<paragraph>a</paragraph>")
    wide = '<page width="841.9pt" height="595.3pt" orientation="landscape" margin-top="72pt" margin-bottom="72pt" margin-left="72pt" margin-right="72pt"'
    upright = '<page width="595.3pt" height="841.9pt" margin-top="72pt" margin-bottom="72pt" margin-left="72pt" margin-right="72pt"'
    turned = SIZE(16838, 11906, ' w:orient="landscape"')
    same(folder, p("a", ppr=f"<w:sectPr>{edges}{turned}</w:sectPr>") + p("b")
         + f'<w:sectPr><w:type w:val="continuous"/>{A4}<w:cols w:num="2"/><w:pgNumType w:start="3"/><w:titlePg/></w:sectPr>',
         f"<paragraph>a</paragraph>\n{wide}>\n<header>\n<paragraph>H</paragraph>\n</header>\n</page>\n<paragraph>b</paragraph>\n"
         f'{upright} break="continuous" columns="2" number-start="3">\n<header apply="first">\n<paragraph>F</paragraph>\n</header>\n</page>',
         says=["footer that no page shows"], **parts)
    got, _ = read(folder, package(p("a") + f"<w:sectPr>{edges}{A4}</w:sectPr>", settings="<w:evenAndOddHeaders/>", **parts))
    assert '<footer apply="even">' in got, got


# ---- Other spellings, and bad ones ----------------------------------------------------------------------------------------------------


@test
def strict_namespaces(folder):
    same(folder, p("a", style="heading1") + tbl(tr(tc("b", tcpr=merge("restart"))), tr(tc("", tcpr=merge()))),
         '<section level="1">\n<heading>a</heading>\n<table>\n<row><cell rowspan="2">b</cell></row>\n<row/>\n</table>\n</section>', spaces=STRICT)


@test
def elements_in_wrong_places_end_what_is_open(folder):
    got, _ = read(folder, package("<w:p>" + r("a") + p("b") + r("c") + "</w:p>" + r("bare") + tr(tc("row"))))
    assert re.sub("<[^>]*>|\n", "", got) == "abcbarerow", got


@test
def a_stray_paragraph_among_notes_is_kept(folder):
    got, _ = read(folder, package(p("a"), footnotes=p("stray") + f'<w:footnote w:id="1">{p("n")}</w:footnote>'))
    assert "<paragraph>stray</paragraph>" in got and '<note role="footnote">' in got, got


@test
def spans_and_depths_beyond_reason(folder):
    wide = tc("a", tcpr='<w:gridSpan w:val="2147483647"/>')
    got, _ = read(folder, package(tbl(tr(wide, tc("b")), tr(tc("c"), trpr='<w:gridBefore w:val="99999999"/>'))))
    assert 'colspan="16384"' in got and 'grid-before="16384"' in got, got
    deep = p("x")
    for _ in range(40):
        deep = tbl(tr(tc("m", deep, tcpr=merge("restart"))), tr(tc("", tcpr=merge())))
    got, said = read(folder, package(deep))
    assert got.count("<table>") == 40 and "nested too deeply" in said, said
    deep = "".join(["<w:customXml>"] * 2000) + p("x") + "".join(["</w:customXml>"] * 2000)
    read(folder, package(deep), status=5)


main()
