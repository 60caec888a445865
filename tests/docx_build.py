"""docx_build.py - small DOCX packages made at test time: the parts a test gives, and the least around them.

Owns content types and relationships, which follow from the parts' names. `w`, `r`, `wp` … are declared on every root.
"""
import io
import zipfile

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "cx": "http://schemas.microsoft.com/office/drawing/2014/chartex",
}
STRICT = {
    "w": "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "r": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "a": "http://purl.oclc.org/ooxml/drawingml/main",
    "wp": "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
    "pic": "http://purl.oclc.org/ooxml/drawingml/picture",
    "m": "http://purl.oclc.org/ooxml/officeDocument/math",
}
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
# A part's name, up to a number: its root element, its relationship's type, the end of its media type.
KNOWN = {
    "document": ("w:document", "officeDocument", "document.main+xml"),
    "styles": ("w:styles", "styles", "styles+xml"),
    "numbering": ("w:numbering", "numbering", "numbering+xml"),
    "settings": ("w:settings", "settings", "settings+xml"),
    "footnotes": ("w:footnotes", "footnotes", "footnotes+xml"),
    "endnotes": ("w:endnotes", "endnotes", "endnotes+xml"),
    "comments": ("w:comments", "comments", "comments+xml"),
    "commentsExtended": ("w15:commentsEx", "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
                         "commentsExtended+xml"),
    "header": ("w:hdr", "header", "header+xml"),
    "footer": ("w:ftr", "footer", "footer+xml"),
}
STYLES = "".join(
    f'<w:style w:type="{kind}" w:styleId="{name.replace(" ", "")}"{more}><w:name w:val="{name}"/>{inside}</w:style>'
    for kind, name, more, inside in [
        ("paragraph", "Normal", ' w:default="1"', ""),
        *[("paragraph", f"heading {n}", "", f'<w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr><w:rPr><w:b/></w:rPr>') for n in (1, 2, 3)],
        *[("paragraph", name, "", "") for name in ("Title", "caption", "Quote", "HTML Preformatted", "Definition Term", "Definition",
                                                   "List Paragraph", "List Continue", "List Bullet", "List Number", "Body Text")],
        ("paragraph", "Loud", "", '<w:rPr><w:b/></w:rPr>'),
        ("character", "Strong", "", "<w:rPr><w:b/></w:rPr>"), ("character", "HTML Code", "", '<w:rPr><w:rFonts w:ascii="Courier"/></w:rPr>'),
        ("character", "Hyperlink", "", '<w:rPr><w:color w:val="0000FF"/><w:u w:val="single"/></w:rPr>')])
PIXEL = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x60\0\0\0\x30\x08\x02\0\0\0\0\0\0\0" b"\0\0\0\0IEND\xaeB`\x82")  # 96 by 48


def level(text, fmt="decimal", start=1, more=""):
    return f'<w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{more}<w:lvlText w:val="{text}"/>'


def numbering(abstracts, nums):
    """abstracts: {id: [levels]}; nums: {id: abstract or (abstract, overrides)}."""
    out = ""
    for name, levels in abstracts.items():
        out += f'<w:abstractNum w:abstractNumId="{name}">' + "".join(
            f'<w:lvl w:ilvl="{i}">{inside}</w:lvl>' for i, inside in enumerate(levels)) + "</w:abstractNum>"
    for name, of in nums.items():
        abstract, overrides = of if isinstance(of, tuple) else (of, "")
        out += f'<w:num w:numId="{name}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'
    return out


def relationship(name, kind, target, external=False):
    kind = kind if "/" in kind else OFFICE + kind
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{name}" Type="{kind}" Target="{target}"{mode}/>'


def relationships(rows):
    return ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + "".join(rows) + "</Relationships>")


def package(body, links=(), media=None, spaces=None, core=None, **parts):
    """The bytes of a package. `parts`: styles="…", footnotes="…", header1="…"; what stands in their roots. `links`: rows of
    relationships of the document. `media`: {name: bytes} in word/media, related as r_NAME without its extension."""
    used = {**SPACES, **(spaces or {})}
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in used.items())
    parts = {"document": f"<w:body>{body}</w:body>", "styles": STYLES, **parts}
    rows, types, files = list(links), [], {}
    for name, inside in parts.items():
        root, kind, media_type = KNOWN[name.rstrip("0123456789")]
        files[f"word/{name}.xml"] = f'<?xml version="1.0" encoding="UTF-8"?><{root} {declared}>{inside}</{root}>'.encode()
        types.append(f'<Override PartName="/word/{name}.xml" ContentType="{WORD}{media_type}"/>')
        if name != "document":
            rows.append(relationship(f"r_{name}", kind, f"{name}.xml"))
    for name, data in (media or {}).items():
        files[f"word/media/{name}"] = data
        rows.append(relationship(f"r_{name.split('.')[0]}", "image", f"media/{name}"))
    roots = [relationship("r1", "officeDocument", "word/document.xml")]
    if core is not None:
        files["docProps/core.xml"] = (
            '<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">' + core + "</cp:coreProperties>").encode()
        roots.append(relationship("r2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                                  "docProps/core.xml"))
    files["[Content_Types].xml"] = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        + "".join(types) + "</Types>").encode()
    files["_rels/.rels"] = relationships(roots).encode()
    files["word/_rels/document.xml.rels"] = relationships(rows).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


# ---- Shorthand for what most tests write -----------------------------------------------------------


def p(*inside, style=None, num=None, ilvl=0, ppr=""):
    """A paragraph; a piece that is no element is a run of its own."""
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + (
        f'<w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{num}"/></w:numPr>' if num is not None else "") + ppr
    return f'<w:p>{"<w:pPr>" + properties + "</w:pPr>" if properties else ""}' + "".join(
        piece if piece.startswith("<") else r(piece) for piece in inside) + "</w:p>"


def r(text, rpr="", tag="t"):
    return f'<w:r>{"<w:rPr>" + rpr + "</w:rPr>" if rpr else ""}<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def tc(*inside, tcpr=""):
    return f'<w:tc><w:tcPr>{tcpr}</w:tcPr>{"".join(i if i.startswith("<") else p(i) for i in inside) or "<w:p/>"}</w:tc>'


def tr(*cells, trpr=""):
    return f'<w:tr><w:trPr>{trpr}</w:trPr>{"".join(cells)}</w:tr>'


def tbl(*rows, grid=(), tblpr=""):
    columns = "".join(f'<w:gridCol w:w="{w}"/>' if w else "<w:gridCol/>" for w in grid)
    return f'<w:tbl><w:tblPr>{tblpr}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{"".join(rows)}</w:tbl>'


def sdt(content, pr="", tag=None):
    tagged = f'<w:tag w:val="{tag}"/>' if tag else ""
    return f"<w:sdt><w:sdtPr>{tagged}{pr}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def field(instruction, result, begin=""):
    return (f'<w:r><w:fldChar w:fldCharType="begin">{begin}</w:fldChar></w:r>' + r(instruction, tag="instrText")
            + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + (result if result.startswith("<") else r(result))
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')


def picture(relation, cx=0, cy=0, alt="", more=""):
    return (f'<w:r><w:drawing><wp:inline><wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="1" name="P" descr="{alt}"/><a:graphic>'
            f'<a:graphicData uri="x"><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name=""/></pic:nvPicPr><pic:blipFill><a:blip '
            f'r:embed="{relation}"{more}/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')


def box(*inside):
    return ('<w:r><w:drawing><wp:anchor><wp:extent cx="1" cy="1"/><wp:docPr id="2" name="B"/><a:graphic><a:graphicData uri="y"><wps:wsp>'
            f'<wps:txbx><w:txbxContent>{"".join(inside)}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>'
            '</wp:anchor></w:drawing></w:r>')
