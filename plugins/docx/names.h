/* names.h - names of elements and attributes in the parts of a DOCX file, as numbers to switch on.
 *
 * Owns the one table of names and namespaces, transitional and strict. RT_W_p is w:p; RT_N_cx the attribute cx without
 * namespace. Prefixes here are the usual ones, whatever a document calls them. */
#ifndef RT_DOCX_NAMES_H
#define RT_DOCX_NAMES_H

#include <kit/xmlsax.h>

/* X(ID, usual prefix, address, strict address or ""). In the order of the names below. */
#define RT_DOCX_SPACE_TABLE(X) \
    X(N, "", "", "") \
    X(W, "w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main", \
      "http://purl.oclc.org/ooxml/wordprocessingml/main") \
    X(R, "r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships", \
      "http://purl.oclc.org/ooxml/officeDocument/relationships") \
    X(M, "m", "http://schemas.openxmlformats.org/officeDocument/2006/math", \
      "http://purl.oclc.org/ooxml/officeDocument/math") \
    X(DRAW, "a", "http://schemas.openxmlformats.org/drawingml/2006/main", \
      "http://purl.oclc.org/ooxml/drawingml/main") \
    X(WP, "wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", \
      "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing") \
    X(PIC, "pic", "http://schemas.openxmlformats.org/drawingml/2006/picture", \
      "http://purl.oclc.org/ooxml/drawingml/picture") \
    X(C, "c", "http://schemas.openxmlformats.org/drawingml/2006/chart", \
      "http://purl.oclc.org/ooxml/drawingml/chart") \
    X(DGM, "dgm", "http://schemas.openxmlformats.org/drawingml/2006/diagram", \
      "http://purl.oclc.org/ooxml/drawingml/diagram") \
    X(WPS, "wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape", "") \
    X(WPG, "wpg", "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup", "") \
    X(WPC, "wpc", "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas", "") \
    X(MC, "mc", "http://schemas.openxmlformats.org/markup-compatibility/2006", "") \
    X(V, "v", "urn:schemas-microsoft-com:vml", "") \
    X(O, "o", "urn:schemas-microsoft-com:office:office", "") \
    X(W10, "w10", "urn:schemas-microsoft-com:office:word", "") \
    X(W14, "w14", "http://schemas.microsoft.com/office/word/2010/wordml", "") \
    X(W15, "w15", "http://schemas.microsoft.com/office/word/2012/wordml", "") \
    X(DRAW14, "a14", "http://schemas.microsoft.com/office/drawing/2010/main", "") \
    X(ASVG, "asvg", "http://schemas.microsoft.com/office/drawing/2016/SVG/main", "") \
    X(REL, "", "http://schemas.openxmlformats.org/package/2006/relationships", "") \
    X(CT, "", "http://schemas.openxmlformats.org/package/2006/content-types", "") \
    X(CP, "cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties", "") \
    X(DC, "dc", "http://purl.org/dc/elements/1.1/", "") \
    X(DCTERMS, "dcterms", "http://purl.org/dc/terms/", "") \
    X(CUSTOM, "", "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties", \
      "http://purl.oclc.org/ooxml/officeDocument/customProperties") \
    X(VT, "vt", "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes", \
      "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes") \
    X(XML, "xml", "http://www.w3.org/XML/1998/namespace", "") \
    X(XSI, "xsi", "http://www.w3.org/2001/XMLSchema-instance", "")

/* X(NAMESPACE, name): sorted by byte within each namespace, so that a name is found by halving. */
#define RT_DOCX_NAME_TABLE(X) \
    X(N, Algorithm) X(N, ContentType) X(N, DefaultAttr) X(N, DrawAspect) X(N, Extension) X(N, Id) X(N, Ignorable) \
    X(N, ObjectID) X(N, PartName) X(N, ProgID) X(N, Requires) X(N, ShapeID) X(N, Target) X(N, TargetMode) X(N, Type) X(N, alt) \
    X(N, authorId) X(N, bilevel) X(N, colorType) X(N, croptop) X(N, cx) X(N, cy) X(N, descr) X(N, embed) X(N, ext) \
    X(N, fillcolor) X(N, filled) X(N, fmla) X(N, fmtid) X(N, fname) X(N, h) X(N, hidden) X(N, hr) X(N, hralign) X(N, href) \
    X(N, hrpct) X(N, hrstd) X(N, id) X(N, idref) X(N, lang) X(N, lid) X(N, linkTarget) X(N, lpwstr) X(N, name) X(N, path) \
    X(N, pid) X(N, prst) X(N, r) X(N, relationshipId) X(N, rot) X(N, shapetype) X(N, spid) X(N, src) X(N, string) \
    X(N, stroked) X(N, style) X(N, t) X(N, title) X(N, tooltip) X(N, type) X(N, uri) X(N, val) X(N, value) X(N, w) \
    X(N, wrapcoords) X(N, x) X(N, y) \
    X(W, abstractNum) X(W, abstractNumId) X(W, active) X(W, after) X(W, alias) X(W, aliases) X(W, allowPNG) X(W, altChunk) \
    X(W, altName) X(W, anchor) X(W, annotationRef) X(W, ascii) X(W, asciiTheme) X(W, attachedSchema) X(W, attachedTemplate) \
    X(W, attr) X(W, author) X(W, autoHyphenation) X(W, autoSpaceDE) X(W, autoSpaceDN) X(W, b) X(W, bCs) X(W, background) \
    X(W, bar) X(W, basedOn) X(W, bdo) X(W, before) X(W, beforeAutospacing) X(W, beforeLines) X(W, between) X(W, bibliography) \
    X(W, bidi) X(W, bidiVisual) X(W, body) X(W, bookmarkEnd) X(W, bookmarkStart) X(W, bordersDoNotSurroundHeader) X(W, bottom) \
    X(W, bottomFromText) X(W, br) X(W, calcOnExit) X(W, cantSplit) X(W, caps) X(W, category) X(W, cellDel) X(W, cellIns) \
    X(W, cellMerge) X(W, char) X(W, charset) X(W, checkBox) X(W, checked) X(W, citation) X(W, clear) X(W, cnfStyle) X(W, code) \
    X(W, col) X(W, colFirst) X(W, colLast) X(W, color) X(W, cols) X(W, column) X(W, comboBox) X(W, comment) \
    X(W, commentRangeEnd) X(W, commentRangeStart) X(W, commentReference) X(W, comments) X(W, contentPart) \
    X(W, contextualSpacing) X(W, continuationSeparator) X(W, control) X(W, cr) X(W, cs) X(W, cstheme) X(W, customMarkFollows) \
    X(W, customXml) X(W, customXmlDelRangeEnd) X(W, customXmlDelRangeStart) X(W, customXmlInsRangeEnd) \
    X(W, customXmlInsRangeStart) X(W, customXmlMoveFromRangeEnd) X(W, customXmlMoveFromRangeStart) \
    X(W, customXmlMoveToRangeEnd) X(W, customXmlMoveToRangeStart) X(W, customXmlPr) X(W, dataBinding) X(W, date) \
    X(W, dateFormat) X(W, dayLong) X(W, dayShort) X(W, ddList) X(W, default) X(W, defaultTabStop) X(W, del) X(W, delInstrText) \
    X(W, delText) X(W, dir) X(W, dirty) X(W, displacedByCustomXml) X(W, displayText) X(W, docDefaults) X(W, docGrid) \
    X(W, docLocation) X(W, docPart) X(W, docPartCategory) X(W, docPartGallery) X(W, docPartList) X(W, docPartObj) \
    X(W, docPartUnique) X(W, docParts) X(W, document) X(W, documentProtection) X(W, drawing) X(W, dropDownList) X(W, dstrike) \
    X(W, eastAsia) X(W, eastAsiaTheme) X(W, edGrp) X(W, edit) X(W, em) X(W, embedBold) X(W, embedRegular) X(W, emboss) \
    X(W, enabled) X(W, encoding) X(W, end) X(W, endChars) X(W, endnote) X(W, endnotePr) X(W, endnoteRef) \
    X(W, endnoteReference) X(W, endnotes) X(W, enforcement) X(W, entryMacro) X(W, equalWidth) X(W, evenAndOddHeaders) \
    X(W, evenHBand) X(W, evenVBand) X(W, exitMacro) X(W, family) X(W, ffData) X(W, fill) X(W, first) X(W, firstColumn) \
    X(W, firstLine) X(W, firstLineChars) X(W, firstRow) X(W, firstRowFirstColumn) X(W, firstRowLastColumn) X(W, fitText) \
    X(W, fldChar) X(W, fldCharType) X(W, fldData) X(W, fldLock) X(W, fldSimple) X(W, fmt) X(W, font) X(W, fonts) X(W, footer) \
    X(W, footerReference) X(W, footnote) X(W, footnotePr) X(W, footnoteRef) X(W, footnoteReference) X(W, footnotes) \
    X(W, formProt) X(W, format) X(W, frame) X(W, framePr) X(W, frameset) X(W, ftr) X(W, fullDate) X(W, glossaryDocument) \
    X(W, gridAfter) X(W, gridBefore) X(W, gridCol) X(W, gridSpan) X(W, group) X(W, guid) X(W, gutter) X(W, h) X(W, hAnchor) \
    X(W, hAnsi) X(W, hAnsiTheme) X(W, hMerge) X(W, hRule) X(W, hSpace) X(W, hanging) X(W, hangingChars) X(W, hdr) X(W, header) \
    X(W, headerReference) X(W, headers) X(W, helpText) X(W, hideMark) X(W, highlight) X(W, history) X(W, hps) \
    X(W, hpsBaseText) X(W, hpsRaise) X(W, hyperlink) X(W, i) X(W, iCs) X(W, id) X(W, ilvl) X(W, imprint) X(W, ind) \
    X(W, initials) X(W, ins) X(W, insideH) X(W, insideV) X(W, instr) X(W, instrText) X(W, isLgl) X(W, jc) X(W, keepLines) \
    X(W, keepNext) X(W, kern) X(W, kinsoku) X(W, label) X(W, lang) X(W, lastColumn) X(W, lastRenderedPageBreak) X(W, lastRow) \
    X(W, lastRowFirstColumn) X(W, lastRowLastColumn) X(W, latentStyles) X(W, leader) X(W, left) X(W, leftChars) X(W, legacy) \
    X(W, legacyIndent) X(W, legacySpace) X(W, lid) X(W, line) X(W, lineNumbers) X(W, lineRule) X(W, link) X(W, listEntry) \
    X(W, listItem) X(W, listSeparator) X(W, lnNumType) X(W, lock) X(W, locked) X(W, lsdException) X(W, lvl) X(W, lvlJc) \
    X(W, lvlOverride) X(W, lvlPicBulletId) X(W, lvlRestart) X(W, lvlText) X(W, maxLength) X(W, mirrorIndents) \
    X(W, mirrorMargins) X(W, monthLong) X(W, monthShort) X(W, moveFrom) X(W, moveFromRangeEnd) X(W, moveFromRangeStart) \
    X(W, moveTo) X(W, moveToRangeEnd) X(W, moveToRangeStart) X(W, movie) X(W, multiLevelType) X(W, name) X(W, next) X(W, nil) \
    X(W, noBreakHyphen) X(W, noEndnote) X(W, noHBand) X(W, noProof) X(W, noVBand) X(W, noWrap) X(W, nsid) X(W, null) X(W, num) \
    X(W, numFmt) X(W, numId) X(W, numIdMacAtCleanup) X(W, numPicBullet) X(W, numPicBulletId) X(W, numPr) X(W, numRestart) \
    X(W, numStart) X(W, numStyleLink) X(W, numberInDash) X(W, numbering) X(W, numberingChange) X(W, oMath) X(W, object) \
    X(W, objectEmbed) X(W, objectLink) X(W, oddHBand) X(W, oddVBand) X(W, orient) X(W, original) X(W, outline) \
    X(W, outlineLvl) X(W, overflowPunct) X(W, p) X(W, pBdr) X(W, pPr) X(W, pPrChange) X(W, pPrDefault) X(W, pStyle) \
    X(W, pageBreakBefore) X(W, paperSrc) X(W, permEnd) X(W, permStart) X(W, personal) X(W, pgBorders) X(W, pgMar) X(W, pgNum) \
    X(W, pgNumType) X(W, pgSz) X(W, pict) X(W, picture) X(W, placeholder) X(W, pos) X(W, position) X(W, positionH) \
    X(W, prefixMappings) X(W, proofErr) X(W, proofState) X(W, ptab) X(W, qFormat) X(W, r) X(W, rFonts) X(W, rPr) \
    X(W, rPrChange) X(W, rPrDefault) X(W, rStyle) X(W, relativeTo) X(W, relyOnVML) X(W, restart) X(W, result) \
    X(W, revisionView) X(W, richText) X(W, right) X(W, rightChars) X(W, rightFromText) X(W, rsid) X(W, rsidR) \
    X(W, rsidRDefault) X(W, rsids) X(W, rt) X(W, rtl) X(W, ruby) X(W, rubyAlign) X(W, rubyBase) X(W, rubyPr) X(W, sdt) \
    X(W, sdtContent) X(W, sdtEndPr) X(W, sdtPr) X(W, sectPr) X(W, sectPrChange) X(W, semiHidden) X(W, sep) X(W, separator) \
    X(W, settings) X(W, shadow) X(W, shape) X(W, shapeDefaults) X(W, shapeLayoutLikeWW8) X(W, shd) X(W, showingPlcHdr) \
    X(W, size) X(W, sizeAuto) X(W, smallCaps) X(W, smartTag) X(W, smartTagPr) X(W, snapToGrid) X(W, softHyphen) \
    X(W, sourceFileName) X(W, space) X(W, spacing) X(W, specVanish) X(W, start) X(W, startChars) X(W, startOverride) \
    X(W, statusText) X(W, strike) X(W, style) X(W, styleId) X(W, styleLink) X(W, stylePaneFormatFilter) X(W, styles) \
    X(W, subDoc) X(W, suff) X(W, suppressAutoHyphens) X(W, suppressLineNumbers) X(W, suppressOverlap) X(W, sym) X(W, sz) \
    X(W, szCs) X(W, t) X(W, tab) X(W, tabs) X(W, tag) X(W, tbl) X(W, tblBorders) X(W, tblCaption) X(W, tblCellMar) \
    X(W, tblCellSpacing) X(W, tblDescription) X(W, tblGrid) X(W, tblGridChange) X(W, tblHeader) X(W, tblInd) X(W, tblLayout) \
    X(W, tblLook) X(W, tblOverlap) X(W, tblPr) X(W, tblPrChange) X(W, tblPrEx) X(W, tblPrExChange) X(W, tblStyle) \
    X(W, tblStyleColBandSize) X(W, tblStylePr) X(W, tblStyleRowBandSize) X(W, tblW) X(W, tblpPr) X(W, tblpX) X(W, tblpY) \
    X(W, tc) X(W, tcBorders) X(W, tcFitText) X(W, tcMar) X(W, tcPr) X(W, tcPrChange) X(W, tcW) X(W, temporary) X(W, text) \
    X(W, textAlignment) X(W, textDirection) X(W, textInput) X(W, textboxTightWrap) X(W, tgtFrame) X(W, themeColor) \
    X(W, themeFill) X(W, themeFontLang) X(W, titlePg) X(W, tl2br) X(W, tmpl) X(W, tooltip) X(W, top) X(W, topLinePunct) \
    X(W, tr) X(W, tr2bl) X(W, trHeight) X(W, trPr) X(W, trPrChange) X(W, trackRevisions) X(W, txbxContent) X(W, type) X(W, u) \
    X(W, uiPriority) X(W, unhideWhenUsed) X(W, uri) X(W, url) X(W, vAlign) X(W, vAnchor) X(W, vMerge) X(W, vMergeOrig) \
    X(W, val) X(W, value) X(W, vanish) X(W, vertAlign) X(W, view) X(W, w) X(W, wAfter) X(W, wBefore) X(W, webHidden) X(W, webSettings) \
    X(W, widowControl) X(W, wordWrap) X(W, writeProtection) X(W, xAlign) X(W, xml) X(W, yAlign) X(W, yearLong) X(W, yearShort) \
    X(W, zoom) \
    X(R, blip) X(R, cs) X(R, dm) X(R, embed) X(R, href) X(R, id) X(R, link) X(R, lo) X(R, pict) X(R, qs) \
    X(M, acc) X(M, accPr) X(M, aln) X(M, alnAt) X(M, alnScr) X(M, argPr) X(M, argSz) X(M, bar) X(M, barPr) X(M, baseJc) \
    X(M, begChr) X(M, borderBox) X(M, borderBoxPr) X(M, box) X(M, boxPr) X(M, brk) X(M, brkBin) X(M, brkBinSub) X(M, cGp) \
    X(M, cGpRule) X(M, chr) X(M, count) X(M, ctrlPr) X(M, d) X(M, dPr) X(M, deg) X(M, degHide) X(M, den) X(M, diff) \
    X(M, dispDef) X(M, e) X(M, endChr) X(M, eqArr) X(M, eqArrPr) X(M, f) X(M, fName) X(M, fPr) X(M, func) X(M, funcPr) \
    X(M, groupChr) X(M, groupChrPr) X(M, grow) X(M, hideBot) X(M, hideLeft) X(M, hideRight) X(M, hideTop) X(M, intLim) \
    X(M, interSp) X(M, intraSp) X(M, jc) X(M, lMargin) X(M, lim) X(M, limLoc) X(M, limLow) X(M, limLowPr) X(M, limUpp) \
    X(M, limUppPr) X(M, lit) X(M, m) X(M, mPr) X(M, mathFont) X(M, mathPr) X(M, maxDist) X(M, mc) X(M, mcJc) X(M, mcPr) \
    X(M, mcs) X(M, mr) X(M, nary) X(M, naryLim) X(M, naryPr) X(M, noBreak) X(M, nor) X(M, num) X(M, oMath) X(M, oMathPara) \
    X(M, oMathParaPr) X(M, objDist) X(M, opEmu) X(M, phant) X(M, phantPr) X(M, plcHide) X(M, pos) X(M, postSp) X(M, preSp) \
    X(M, r) X(M, rMargin) X(M, rPr) X(M, rSp) X(M, rSpRule) X(M, rad) X(M, radPr) X(M, sPre) X(M, sPrePr) X(M, sSub) \
    X(M, sSubPr) X(M, sSubSup) X(M, sSubSupPr) X(M, sSup) X(M, sSupPr) X(M, scr) X(M, sepChr) X(M, show) X(M, shp) \
    X(M, smallFrac) X(M, strikeBLTR) X(M, strikeH) X(M, strikeTLBR) X(M, strikeV) X(M, sty) X(M, sub) X(M, subHide) X(M, sup) \
    X(M, supHide) X(M, t) X(M, transp) X(M, type) X(M, val) X(M, vertJc) X(M, wrapIndent) X(M, wrapRight) X(M, zeroAsc) \
    X(M, zeroDesc) X(M, zeroWid) \
    X(DRAW, blip) X(DRAW, blipFill) X(DRAW, bodyPr) X(DRAW, br) X(DRAW, chExt) X(DRAW, chOff) X(DRAW, endParaRPr) X(DRAW, ext) \
    X(DRAW, extLst) X(DRAW, fld) X(DRAW, gd) X(DRAW, graphic) X(DRAW, graphicData) X(DRAW, graphicFrame) \
    X(DRAW, graphicFrameLocks) X(DRAW, hlinkClick) X(DRAW, hlinkHover) X(DRAW, lstStyle) X(DRAW, off) X(DRAW, p) X(DRAW, pPr) \
    X(DRAW, pic) X(DRAW, picLocks) X(DRAW, prstGeom) X(DRAW, r) X(DRAW, rPr) X(DRAW, sp) X(DRAW, spPr) X(DRAW, srcRect) \
    X(DRAW, stretch) X(DRAW, t) X(DRAW, tbl) X(DRAW, tc) X(DRAW, tr) X(DRAW, txBody) X(DRAW, xfrm) \
    X(WP, align) X(WP, anchor) X(WP, cNvGraphicFramePr) X(WP, docPr) X(WP, effectExtent) X(WP, extent) X(WP, inline) \
    X(WP, posOffset) X(WP, positionH) X(WP, positionV) X(WP, simplePos) X(WP, wrapNone) X(WP, wrapPolygon) X(WP, wrapSquare) \
    X(WP, wrapThrough) X(WP, wrapTight) X(WP, wrapTopAndBottom) \
    X(PIC, blipFill) X(PIC, cNvPicPr) X(PIC, cNvPr) X(PIC, nvPicPr) X(PIC, pic) X(PIC, spPr) \
    X(C, chart) \
    X(DGM, relIds) \
    X(WPS, bodyPr) X(WPS, cNvCnPr) X(WPS, cNvPr) X(WPS, cNvSpPr) X(WPS, linkedTxbx) X(WPS, spPr) X(WPS, style) X(WPS, txbx) \
    X(WPS, wsp) \
    X(WPG, cNvGrpSpPr) X(WPG, cNvPr) X(WPG, graphicFrame) X(WPG, grpSp) X(WPG, grpSpPr) X(WPG, wgp) \
    X(WPC, wpc) \
    X(MC, AlternateContent) X(MC, Choice) X(MC, Fallback) X(MC, Ignorable) X(MC, MustUnderstand) X(MC, PreserveAttributes) \
    X(MC, PreserveElements) X(MC, ProcessContent) \
    X(V, arc) X(V, curve) X(V, f) X(V, fill) X(V, formulas) X(V, group) X(V, h) X(V, handles) X(V, image) X(V, imagedata) \
    X(V, line) X(V, oval) X(V, path) X(V, polyline) X(V, rect) X(V, roundrect) X(V, shadow) X(V, shape) X(V, shapetype) \
    X(V, stroke) X(V, textbox) X(V, textpath) \
    X(O, OLEObject) X(O, althref) X(O, bullet) X(O, callout) X(O, clippath) X(O, diagram) X(O, extrusion) X(O, gfxdata) \
    X(O, hr) X(O, hralign) X(O, href) X(O, hrnoshade) X(O, hrpct) X(O, hrstd) X(O, insetmode) X(O, lock) X(O, relid) \
    X(O, signatureline) X(O, skew) X(O, spid) X(O, spt) X(O, title) \
    X(W10, anchorlock) X(W10, borderbottom) X(W10, borderleft) X(W10, borderright) X(W10, bordertop) X(W10, wrap) \
    X(W14, checkbox) X(W14, checked) X(W14, checkedState) X(W14, cntxtAlts) X(W14, conflictDel) X(W14, conflictIns) \
    X(W14, contentPart) X(W14, docId) X(W14, entityPicker) X(W14, font) X(W14, glow) X(W14, ligatures) X(W14, numForm) \
    X(W14, numSpacing) X(W14, paraId) X(W14, shadow) X(W14, stylisticSets) X(W14, textFill) X(W14, textId) X(W14, textOutline) \
    X(W14, uncheckedState) X(W14, val) \
    X(W15, appearance) X(W15, collapsed) X(W15, color) X(W15, commentEx) X(W15, commentsEx) X(W15, dataBinding) X(W15, done) \
    X(W15, footnoteColumns) X(W15, paraId) X(W15, paraIdParent) X(W15, repeatingSection) X(W15, repeatingSectionItem) \
    X(W15, webExtensionLinked) \
    X(DRAW14, imgProps) X(DRAW14, m) X(DRAW14, useLocalDpi) \
    X(ASVG, svgBlip) \
    X(REL, Relationship) X(REL, Relationships) \
    X(CT, Default) X(CT, Override) X(CT, Types) \
    X(CP, category) X(CP, contentStatus) X(CP, contentType) X(CP, coreProperties) X(CP, keyword) X(CP, keywords) \
    X(CP, lastModifiedBy) X(CP, lastPrinted) X(CP, revision) X(CP, version) \
    X(DC, contributor) X(DC, coverage) X(DC, creator) X(DC, date) X(DC, description) X(DC, format) X(DC, identifier) \
    X(DC, language) X(DC, publisher) X(DC, relation) X(DC, rights) X(DC, source) X(DC, subject) X(DC, title) X(DC, type) \
    X(DCTERMS, abstract) X(DCTERMS, accessRights) X(DCTERMS, alternative) X(DCTERMS, available) \
    X(DCTERMS, bibliographicCitation) X(DCTERMS, conformsTo) X(DCTERMS, created) X(DCTERMS, dateAccepted) \
    X(DCTERMS, dateCopyrighted) X(DCTERMS, dateSubmitted) X(DCTERMS, educationLevel) X(DCTERMS, extent) X(DCTERMS, hasFormat) \
    X(DCTERMS, hasPart) X(DCTERMS, hasVersion) X(DCTERMS, issued) X(DCTERMS, license) X(DCTERMS, modified) \
    X(DCTERMS, references) X(DCTERMS, spatial) X(DCTERMS, tableOfContents) X(DCTERMS, temporal) X(DCTERMS, valid) \
    X(CUSTOM, Properties) X(CUSTOM, property) \
    X(VT, array) X(VT, blob) X(VT, bool) X(VT, bstr) X(VT, cf) X(VT, clsid) X(VT, cy) X(VT, date) X(VT, decimal) X(VT, empty) \
    X(VT, error) X(VT, filetime) X(VT, i1) X(VT, i2) X(VT, i4) X(VT, i8) X(VT, int) X(VT, lpstr) X(VT, lpwstr) X(VT, null) \
    X(VT, oblob) X(VT, ostorage) X(VT, ostream) X(VT, r4) X(VT, r8) X(VT, storage) X(VT, stream) X(VT, ui1) X(VT, ui2) \
    X(VT, ui4) X(VT, ui8) X(VT, uint) X(VT, variant) X(VT, vector) X(VT, vstream) \
    X(XML, base) X(XML, id) X(XML, lang) X(XML, space) \
    X(XSI, nil) X(XSI, type)

typedef enum rt_docx_space {
#define RT_X(ID, ...) RT_DOCX_SPACE_##ID,
    RT_DOCX_SPACE_TABLE(RT_X)
#undef RT_X
    RT_DOCX_SPACES
} rt_docx_space;

typedef enum rt_docx_name {
    RT_DOCX_UNKNOWN = 0, /* of a namespace or a name that is not in the table */
#define RT_X(SPACE, name) RT_##SPACE##_##name,
    RT_DOCX_NAME_TABLE(RT_X)
#undef RT_X
    RT_DOCX_NAME_COUNT
} rt_docx_name;

/* What has been looked up, by the parser's interned pointers: one for each rt_xml, since another parser has other pointers. */
enum { RT_DOCX_CACHE = 512 };
typedef struct rt_docx_names {
    struct { const char *local, *uri; uint32_t name; } cache[RT_DOCX_CACHE];
} rt_docx_names;

void rt_docx_names_init(rt_docx_names *names);

/* The slow way, by the strings. A prefix that is not declared stands for what it usually does. */
rt_docx_name rt_docx_names_look_up(const rt_xml_name *name);

static inline rt_docx_name rt_docx_name_of(rt_docx_names *names, const rt_xml_name *name)
{
    uintptr_t mixed = (uintptr_t)name->local ^ (uintptr_t)name->local >> 9 ^ (uintptr_t)name->uri >> 3;
    size_t slot = (size_t)(mixed ^ mixed >> 4) % RT_DOCX_CACHE;

    if (!name->uri && name->prefix) /* the prefix is no part of the key */
        return rt_docx_names_look_up(name);
    if (names->cache[slot].local != name->local || names->cache[slot].uri != name->uri) {
        names->cache[slot].local = name->local;
        names->cache[slot].uri = name->uri;
        names->cache[slot].name = rt_docx_names_look_up(name);
    }
    return (rt_docx_name)names->cache[slot].name;
}

/* The value of an attribute, or {NULL, 0}. WordprocessingML qualifies its attributes (RT_W_val), DrawingML does not (RT_N_cx). */
rt_str rt_docx_attr(rt_docx_names *names, const rt_xml_tag *tag, rt_docx_name name);

static inline bool rt_docx_is(rt_str text, const char *word)
{
    size_t i = 0;
    while (i < text.len && word[i] && text.ptr[i] == word[i])
        i++;
    return i == text.len && !word[i];
}

/* The namespace of a name ("w:p" and "m:r" differ), and its local part, for messages. */
rt_docx_space rt_docx_name_space(rt_docx_name name);
const char *rt_docx_name_local(rt_docx_name name);

#endif
