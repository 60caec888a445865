"""docx_soups.py - documents made by chance from WordprocessingML itself, for docx_text.py.

Owns what producers write in many ways: merges, wrappers, fields, branches, changes. Each is well-formed and
one that Word opens; the same seed gives the same document.
"""
import random
import zipfile

WORDS = "water report 年度 报告 表格 0.10 1,204 – / naïve x² &amp; &lt;3 ① Straße".split()
SPACES = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
          'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
          'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
          'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
          'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
          'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
          'xmlns:x99="urn:future" xmlns:v="urn:schemas-microsoft-com:vml"')
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TYPES = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
         'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
         '<Override PartName="/word/footnotes.xml" '
         'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>')
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = '<Relationship Id="{}" Type="' + OFFICE + '{}" Target="{}"/>'
CHANGE = 'w:id="1" w:author="A" w:date="2024-01-30T00:00:00Z"'


class Maker:
    def __init__(self, chance):
        self.chance, self.notes = chance, 0

    def one_in(self, n):
        return self.chance.randrange(n) == 0

    def words(self, most=5):
        return " ".join(self.chance.choice(WORDS) for _ in range(self.chance.randrange(1, most)))

    # ---- inlines

    def run(self, text="t"):
        edge = self.chance.choice(("", "", " "))
        inner = f'<w:{text} xml:space="preserve">{edge}{self.words()}{edge}</w:{text}>'
        if text == "t":
            inner += self.chance.choice(("", "", "", "", "<w:tab/>", "<w:br/>", "<w:cr/>", "<w:noBreakHyphen/>",
                                         '<w:br w:type="page"/>', "<w:lastRenderedPageBreak/>", "<w:softHyphen/>",
                                         "<w:t>x</w:t>", "<w:t/>", f"<w:t> {self.words()} </w:t>"))
        properties = self.chance.choice(("", "", "<w:b/>", '<w:i w:val="0"/>', '<w:vertAlign w:val="superscript"/>',
                                         '<w:strike/><w:color w:val="FF0000"/>', '<w:rFonts w:ascii="Arial"/>'))
        return f"<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>"

    def field(self):
        mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        code = '<w:r><w:instrText xml:space="preserve"> IF 1 </w:instrText></w:r>'
        if self.one_in(3):
            return f'<w:fldSimple w:instr="PAGE">{self.run()}</w:fldSimple>'
        inner = self.field() if self.one_in(4) else ""
        between = f"{mark.format('separate')}{self.run()}{self.field() if self.one_in(4) else ''}" if not self.one_in(5) else ""
        return f"{mark.format('begin')}{code}{inner}{between}{mark.format('end')}"

    def branches(self):
        choice = (f'<mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx>'
                  f'<w:txbxContent>{self.paragraph(2)}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData>'
                  f'</a:graphic></wp:inline></w:drawing></mc:Choice>')
        future = '<mc:Choice Requires="x99"><w:t>NEVER</w:t></mc:Choice>'
        fallback = (f'<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{self.paragraph(2)}</w:txbxContent>'
                    f'</v:textbox></v:shape></w:pict></mc:Fallback>')
        chosen = self.chance.choice((choice + fallback, future + choice + fallback, future + fallback, future))
        return f"<w:r><mc:AlternateContent>{chosen}</mc:AlternateContent></w:r>"

    def inlines(self, depth):
        return "".join(self.inline(depth) for _ in range(self.chance.randrange(0, 4)))

    def inline(self, depth):
        draw = self.chance.randrange(22)
        if draw < 9 or depth > 3:
            return self.run()
        if draw < 11:
            return f'<w:hyperlink w:anchor="x">{self.inlines(depth + 1)}</w:hyperlink>'
        if draw < 13:
            return self.field()
        if draw == 13:
            return f"<w:ins {CHANGE}>{self.inlines(depth + 1)}</w:ins>"
        if draw == 14:
            return f"<w:del {CHANGE}>{self.run('delText')}</w:del>"
        if draw == 15:
            return f"<w:moveFrom {CHANGE}>{self.run()}</w:moveFrom>"
        if draw == 16:
            return f"<w:smartTag><w:customXml>{self.inlines(depth + 1)}</w:customXml></w:smartTag>"
        if draw == 17:
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{self.inlines(depth + 1)}</w:sdtContent></w:sdt>"
        if draw == 18:
            return ("<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>kan</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r>"
                    "</w:rubyBase></w:ruby></w:r>")
        if draw == 19 and depth < 2:
            return self.branches()
        if draw == 20:
            self.notes += 1
            return f'<w:r><w:footnoteReference w:id="{self.notes}"/></w:r>'
        return '<w:bookmarkStart w:id="7" w:name="b"/><w:proofErr w:type="spellStart"/><w:bookmarkEnd w:id="7"/>'

    # ---- blocks

    def paragraph(self, depth):
        properties = self.chance.choice(("", "", '<w:pPr><w:jc w:val="center"/></w:pPr>', "<w:pPr><w:rPr><w:ins "
                                         + CHANGE + "/></w:rPr></w:pPr>", '<w:pPr><w:pStyle w:val="None"/></w:pPr>'))
        return f"<w:p>{properties}{self.inlines(depth)}</w:p>"

    def table(self, depth):
        width, rows, above, lines = self.chance.randrange(1, 6), self.chance.randrange(1, 6), set(), []
        for _ in range(rows):
            column, cells, here = 0, [], set()
            before = self.chance.randrange(1, width) if width > 1 and self.one_in(6) else 0
            end = width - (self.chance.randrange(0, width - before) if self.one_in(6) else 0)
            column = before
            while column < end:
                span = self.chance.randrange(1, end - column + 1) if self.one_in(4) else 1
                cells.append(self.cell(column, span, above, here, depth))
                column += span
            wrapped = "".join(f"<w:sdt><w:sdtContent>{c}</w:sdtContent></w:sdt>" if self.one_in(20) else c for c in cells)
            properties = f'<w:gridBefore w:val="{before}"/>' * (before > 0) + f'<w:gridAfter w:val="{width - end}"/>' * (end < width)
            row = f"<w:tr><w:trPr>{properties}</w:trPr>{wrapped}</w:tr>"
            lines.append(f"<w:customXml>{row}</w:customXml>" if self.one_in(20) else row)
            above = here
        grid = "<w:gridCol/>" * width
        return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"

    def cell(self, column, span, above, here, depth):
        merge = ""
        if (column, span) in above and self.one_in(2):
            merge = self.chance.choice(("<w:vMerge/>", '<w:vMerge w:val="continue"/>'))
        elif self.one_in(4):
            merge = '<w:vMerge w:val="restart"/>'
        if merge:
            here.add((column, span))
        content = "<w:p/>" if "restart" not in merge and merge else self.blocks(depth + 1)
        properties = f'<w:gridSpan w:val="{span}"/>' * (span > 1) + merge
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"

    def blocks(self, depth=0):
        parts = []
        for _ in range(self.chance.randrange(1, 12 if depth == 0 else 3)):
            draw = self.chance.randrange(10)
            if draw < 3 and depth < 3:
                parts.append(self.table(depth) + "<w:p/>")
            elif draw == 3:
                parts.append(f"<w:sdt><w:sdtPr/><w:sdtContent>{self.paragraph(depth)}</w:sdtContent></w:sdt>")
            else:
                parts.append(self.paragraph(depth))
        return "".join(parts) + "<w:p/>" * (depth > 0)


def write(path, seed):
    """The document of a seed."""
    maker = Maker(random.Random(f"document {seed}"))
    body = maker.blocks()
    notes = "".join(f'<w:footnote w:id="{n + 1}">{maker.paragraph(9)}</w:footnote>' for n in range(maker.notes))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", TYPES)
        out.writestr("_rels/.rels", RELATIONS.format(RELATION.format("r1", "officeDocument", "word/document.xml")))
        out.writestr("word/_rels/document.xml.rels", RELATIONS.format(RELATION.format("r1", "footnotes", "footnotes.xml")))
        out.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        out.writestr("word/footnotes.xml", f"<w:footnotes {SPACES}>{notes}</w:footnotes>")
