"""Bad DOCX: damaged, hostile and foreign ZIPs end with a clear status or a diagnosed recovery, in bounded time.

The files are made here with zipfile. Every run is under the sanitizers where the build is.
"""
import io
import os
import random
import re
import struct
import zipfile

import tap
from guarded import guarded
from tap import main, test

READ, MALFORMED, LIMIT = 3, 4, 5
SECONDS = 10
RESIDENT = 1024 * 1024  # KiB, with the sanitizers' own share: bounded is what matters
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="' + OFFICE + '"'
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
TYPES = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Default Extension="xml" ContentType="application/xml"/>'
         '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
         'wordprocessingml.document.main+xml"/></Types>')


def relation(name, kind, target, more=""):
    return f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"{more}/>'


def document(body):
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>'


def paragraph(text, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def parts(body=paragraph("text"), relations="", **more):
    """The parts of a small document: name → content."""
    files = {"[Content_Types].xml": TYPES, "_rels/.rels": RELS % relation("rId1", "officeDocument", "word/document.xml"),
             "word/document.xml": document(body)}
    if relations:
        files["word/_rels/document.xml.rels"] = RELS % relations
    files.update({"word/" + name.replace("_", "."): text for name, text in more.items()})
    return files


def pack(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in files.items() if isinstance(files, dict) else files:
            archive.writestr(zipfile.ZipInfo(name), text, compress_type=method)
    return out.getvalue()


def run(folder, data, *args, name="a.docx"):
    """Converts the bytes; returns (status, messages), checks time and memory."""
    if data is not None:
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    return guarded(folder, "convert", name, "-o", "out.json", *args, seconds=SECONDS, resident=RESIDENT)


def refused(folder, data, status, words, *args, name="a.docx"):
    """One error, which holds `words`, and nothing written."""
    got, text = run(folder, data, *args, name=name)
    errors = [line for line in text.splitlines() if ": error: " in line]
    assert got == status and len(errors) == 1 and re.search(words, errors[0]), (got, text[:2000])
    assert not os.path.exists(os.path.join(folder, "out.json"))


def mended(folder, data, words, kept, *args):
    """A warning that holds `words`, and an output that holds `kept`."""
    got, text = run(folder, data, *args)
    assert got == 0 and re.search(words, text), (got, text[:2000])
    with open(os.path.join(folder, "out.json"), encoding="utf-8") as file:
        written = file.read()
    assert kept in written, written[:2000]
    os.remove(os.path.join(folder, "out.json"))


def survived(folder, data):
    """Any clear end: converted, or one error with a graded status."""
    got, text = run(folder, data)
    errors = [line for line in text.splitlines() if ": error: " in line]
    assert got in (0, READ, MALFORMED, LIMIT), (got, text[:2000])
    assert len(errors) == (got != 0), (got, text[:2000])
    if got == 0:
        os.remove(os.path.join(folder, "out.json"))
    return got, text


# ---- What is no DOCX

@test
def zips_that_are_something_else(folder):
    refused(folder, pack({"a.txt": "hello"}), READ, "ZIP archive")
    refused(folder, pack({"a.txt": "hello"}), READ, "ZIP archive.*docx-other", "--from=docx")
    refused(folder, pack({"[Content_Types].xml": TYPES, "a.txt": "hello"}), READ, "ZIP archive.*docx-other")
    sheet = {"[Content_Types].xml": TYPES.replace("/word/document.xml", "/xl/workbook.xml")
             .replace("wordprocessingml.document", "spreadsheetml.sheet"),
             "_rels/.rels": RELS % relation("rId1", "officeDocument", "xl/workbook.xml"), "xl/workbook.xml": "<workbook/>"}
    refused(folder, pack(sheet), READ, "Excel")
    refused(folder, pack(sheet), READ, "Excel workbook.*docx-other", "--from=docx")
    refused(folder, b"PK\5\6" + bytes(18), READ, "empty ZIP")


@test
def locked_documents(folder):
    ole = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100_000))
    refused(folder, bytes(ole), READ, "locked with a password")  # by its name: a .docx in OLE2
    ole[90_000:90_032] = "EncryptedPackage".encode("utf-16-le")
    refused(folder, bytes(ole), READ, "password-protected: open it and save it without a password", "--from=docx")
    data = bytearray(pack(parts()))
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        for found in re.finditer(re.escape(mark), bytes(data)):
            data[found.start() + flags] |= 1
    refused(folder, bytes(data), READ, "password.*docx-encrypted")


@test
def methods_that_docx_does_not_know(folder):
    refused(folder, pack(parts(), zipfile.ZIP_LZMA), READ, "docx-method")


# ---- Damage

@test
def cut_at_every_64th_byte(folder):
    data = pack(parts("".join(paragraph(f"text {i * i}") for i in range(300)), relation("rId1", "styles", "styles.xml"),
                      styles_xml=f"<w:styles {W}/>", media_image="x" * 500))
    ends = {survived(folder, data[:length])[0] for length in range(0, len(data), 64)}
    assert MALFORMED in ends, ends
    # Only the directory is missing: all is there.
    mended(folder, data[:data.index(b"PK\1\2")], "docx-recovered", "text 89401")
    mended(folder, data[:-10], "docx-recovered", "text 89401")


@test
def entries_whose_length_stands_behind_them(folder):
    """As a program that streams writes them; with and without the directory."""
    class Stream(io.RawIOBase):
        def __init__(self):
            self.data = bytearray()

        def writable(self):
            return True

        def write(self, piece):
            self.data += piece
            return len(piece)
    out = Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts().items():
            archive.writestr(name, text)
    data = bytes(out.data)
    assert b"PK\7\x08" in data
    got, text = run(folder, data)
    assert got == 0 and "docx" not in text, text
    mended(folder, data[:data.index(b"PK\1\2")], "docx-recovered", '"text"')


@test
def changed_bytes(folder):
    choose = random.Random(4)
    data = pack(parts(paragraph("one") + paragraph("two"), relation("rId1", "styles", "styles.xml"),
                      styles_xml=f'<w:styles {W}><w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/></w:style></w:styles>'))
    for _ in range(250):
        changed = bytearray(data)
        for _ in range(choose.choice((1, 1, 2, 5))):
            changed[choose.randrange(len(data))] = choose.randrange(256)
        survived(folder, bytes(changed))
    stored = pack(parts(paragraph("one")), zipfile.ZIP_STORED)
    for _ in range(150):
        changed = bytearray(stored)
        changed[choose.randrange(len(stored))] = choose.randrange(256)
        survived(folder, bytes(changed))


@test
def parts_that_are_no_xml(folder):
    for body, status, words in (("<w:p>", MALFORMED, "docx-malformed"), ("\0", MALFORMED, "docx-malformed"),
                                ("&x;", MALFORMED, "docx-entity")):
        refused(folder, pack(parts(body)), status, r"word/document.xml.*" + words)
    files = parts()
    files["word/document.xml"] = f'<!DOCTYPE a [<!ENTITY x "y">]><w:document {W}/>'
    refused(folder, pack(files), MALFORMED, "docx-entity")
    files["word/document.xml"] = document(paragraph("é中😀")).replace("UTF-8", "UTF-16").encode("utf-16")
    got, text = run(folder, pack(files))
    assert got == 0, text
    with open(os.path.join(folder, "out.json"), encoding="utf-8") as file:
        assert "é中😀" in file.read()


# ---- Names and relationships

@test
def names_that_lead_out(folder):
    files = dict(parts(), **{"../../etc/passwd": "x", "word/../../x": "x"})
    mended(folder, pack(files), "docx-name", '"text"')
    slashes = {name.replace("/", "\\"): text for name, text in parts().items()}
    got, text = run(folder, pack(slashes))
    assert got == 0, text
    absolute = {"/" + name: text for name, text in parts().items()}
    got, text = run(folder, pack(absolute), "--from=docx")
    assert got == 0, text
    assert not os.path.exists(os.path.join(folder, "..", "..", "etc", "passwd.out"))
    out = relation("rId1", "image", "../../../../../../etc/passwd") + relation("rId2", "styles", "../../styles.xml")
    mended(folder, pack(parts(relations=out)), "docx-relation", '"text"')


@test
def two_files_of_one_name(folder):
    files = list(parts().items()) + [("WORD/document.XML", document(paragraph("second")))]
    mended(folder, pack(files), "docx-duplicate", "second")


@test
def relationships_to_nowhere(folder):
    mended(folder, pack(parts(relations=relation("rId1", "styles", "none.xml") + relation("rId2", "footnotes", "none2.xml"))),
           "docx-relation", '"text"')
    files = parts()
    del files["word/document.xml"]
    refused(folder, pack(files), READ, "docx-other")


# ---- Circles

@test
def circles(folder):
    styles = "".join(f'<w:style w:type="paragraph" w:styleId="s{i}"><w:name w:val="n{i}"/><w:basedOn w:val="s{(i + 1) % 5000}"/>'
                     f'<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>' for i in range(5000))
    styles += '<w:style w:type="numbering" w:styleId="L"><w:name w:val="l"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    numbering = ('<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
                 '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>')
    body = "".join(paragraph("text", f'<w:pStyle w:val="s{i}"/>') for i in range(0, 5000, 7))
    mended(folder, pack(parts(body, relation("a", "styles", "styles.xml") + relation("b", "numbering", "numbering.xml"),
                              styles_xml=f"<w:styles {W}>{styles}</w:styles>",
                              numbering_xml=f"<w:numbering {W}>{numbering}</w:numbering>")),
           "(?s)docx-style.*docx-numbering", '"text"')


# ---- Too much

@test
def bombs(folder):
    space = " " * 1_000_000
    files = parts()
    files["word/document.xml"] = document(space * 300 + paragraph("x"))
    refused(folder, pack(files), LIMIT, "expansion.*docx-limit")
    files = parts(paragraph("text"), media_zip=pack({"b.zip": pack({"c": space * 50})}))  # a part like any other
    got, text = run(folder, pack(files))
    assert got == 0, text
    os.remove(os.path.join(folder, "out.json"))
    refused(folder, pack(parts(paragraph("x" * 5_000_000))), LIMIT, "unpacked.*docx-limit", "--limit=unpacked=1M")


def overlapping(files, count):
    """Adds pictures that all lie on the same bytes of the file."""
    kernel = 30_000_000
    base = bytearray(pack(dict(files, **{"word/media/0.bin": bytes(kernel)})))
    with zipfile.ZipFile(io.BytesIO(bytes(base))) as archive:
        info = archive.getinfo("word/media/0.bin")
        start, entries = archive.start_dir, archive.infolist()
    end = base.rindex(b"PK\5\6")
    directory = bytes(base[start:end])
    for i in range(1, count):
        name = f"word/media/{i}.bin".encode()
        directory += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, info.CRC, info.compress_size, info.file_size,
                                 len(name), 0, 0, 0, 0, 0, info.header_offset) + name
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(entries) + count - 1, len(entries) + count - 1, len(directory), start, 0)
    return bytes(base[:start]) + directory + tail


@test
def overlapping_entries(folder):
    got, text = run(folder, overlapping(parts(), 300))  # nothing refers to them
    assert got == 0, text
    os.remove(os.path.join(folder, "out.json"))
    drawing = ('<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
               '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.'
               'openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/'
               'picture"><pic:blipFill><a:blip r:embed="r%d"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
               '</w:drawing></w:r></w:p>')
    files = parts("".join(drawing % i for i in range(300)),
                  "".join(relation(f"r{i}", "image", f"media/{i}.bin") for i in range(300)))
    refused(folder, overlapping(files, 300), LIMIT, "expansion.*docx-limit")


@test
def parts_100000(folder):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts().items():
            archive.writestr(name, text)
        for i in range(100_000):
            archive.writestr(zipfile.ZipInfo(f"word/media/{i}.png"), b"")
    refused(folder, out.getvalue(), LIMIT, "parts.*docx-limit")
    got, text = run(folder, None, "--limit=parts=1M")
    assert got == 0, text


@test
def depth_and_width(folder):
    n = 100_000
    refused(folder, pack(parts("<w:sdt><w:sdtContent>" * n)), LIMIT, "depth.*docx-limit")
    many = " ".join(f'a{i}="1"' for i in range(80_000))
    refused(folder, pack(parts(f"<w:p {many}/>")), LIMIT, "attributes.*docx-limit")
    styles = "".join(f'<w:style w:type="paragraph" w:styleId="s{i}"><w:basedOn w:val="s{i + 1}"/></w:style>' for i in range(n))
    got, text = run(folder, pack(parts(relations=relation("a", "styles", "styles.xml"), styles_xml=f"<w:styles {W}>{styles}</w:styles>")))
    assert got == 0, text


main()
