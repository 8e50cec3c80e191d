"""PDF/A-2b (ISO 19005-2): papers that look and read the same in thirty years.

The canvas draws no transparency and embeds every font already. What is added here is
what an archive asks for beside: what the colours mean (an sRGB output intent) and who
the document is, as XMP that says exactly what the information dictionary says.
"""

from __future__ import annotations

import base64
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFStream,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas

CREATOR = "counter-app"
PRODUCER = "reportlab"
AUTHOR = "counter-app"
_MADE = "2000-01-01T00:00:00+00:00"  # reportlab's fixed date: same facts, same bytes
# sRGB as littlecms writes it (588 bytes, free to use); kept as text so that its date
# never changes and no file can go missing.
_SRGB = base64.b64decode(
    "AAACTGxjbXMEIAAAbW50clJHQiBYWVogB+oACwAWAAQABwAjYWNzcEFQUEwAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAPbWAAEAAAAA0y1sY21zAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAALZGVzYwAAAQgAAAA2Y3BydAAAAUAAAABMd3RwdAAAAYwAAAAUY2hh"
    "ZAAAAaAAAAAsclhZWgAAAcwAAAAUYlhZWgAAAeAAAAAUZ1hZWgAAAfQAAAAUclRSQwAAAggAAAAg"
    "Z1RSQwAAAggAAAAgYlRSQwAAAggAAAAgY2hybQAAAigAAAAkbWx1YwAAAAAAAAABAAAADGVuVVMA"
    "AAAaAAAAHABzAFIARwBCACAAYgB1AGkAbAB0AC0AaQBuAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAA"
    "ADAAAAAcAE4AbwAgAGMAbwBwAHkAcgBpAGcAaAB0ACwAIAB1AHMAZQAgAGYAcgBlAGUAbAB5WFla"
    "IAAAAAAAAPbWAAEAAAAA0y1zZjMyAAAAAAABDEIAAAXe///zJQAAB5MAAP2Q///7of///aIAAAPc"
    "AADAblhZWiAAAAAAAABvoAAAOPUAAAOQWFlaIAAAAAAAACSfAAAPhAAAtsNYWVogAAAAAAAAYpcA"
    "ALeHAAAY2XBhcmEAAAAAAAMAAAACZmYAAPKnAAANWQAAE9AAAApbY2hybQAAAAAAAwAAAACj1wAA"
    "VHsAAEzNAACZmgAAJmYAAA9c"
)
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt>\
</dc:description>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{made}</xmp:CreateDate>
<xmp:ModifyDate>{made}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
<pdf:Keywords></pdf:Keywords>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def make_archival(canvas: Canvas, title: str) -> None:
    """Add XMP and output intent; the canvas runs in its invariant mode.

    Args:
        canvas: of the document; its title is set already.
        title: as in the information dictionary.
    """
    canvas.setAuthor(AUTHOR)
    canvas.setSubject(title)
    document = _document(canvas)
    catalog = document.Catalog
    catalog.Metadata = _metadata(title)
    catalog.OutputIntents = PDFArray([_intent(canvas)])
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]


def _document(canvas: Canvas) -> Any:
    return vars(canvas)["_doc"]  # reportlab has no public way


def _metadata(title: str) -> PDFStream:
    said = _XMP.format(
        title=escape(title),
        author=AUTHOR,
        creator=CREATOR,
        producer=PRODUCER,
        made=_MADE,
    )
    names = {"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}
    return PDFStream(PDFDictionary(names), said.encode("utf-8"))


def _intent(canvas: Canvas) -> PDFDictionary:
    profile = PDFStream(PDFDictionary({"N": 3}), _SRGB)
    place = _document(canvas).Reference(profile, "outputIntentProfile")
    return PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
            "Info": PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": place,
        }
    )
