"""XML from strangers: no entities, no network, no tree without end."""

from typing import Any

from lxml import etree

from vault.media.findings import Unacceptable

Element = Any
"""An element; what the library gives has no type that tells it from its own comments."""


def parse(content: bytes) -> Element:
    """The root of a document. Raises Unacceptable for what is not well-formed or declares a type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unacceptable("holds XML that is not well-formed") from None
    if root.getroottree().docinfo.doctype:
        raise Unacceptable("holds XML that declares a type")
    return root


def written(root: Element) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def drop(element: Element) -> None:
    """Takes an element out with what is in it, and leaves the text behind it."""
    parent, tail = element.getparent(), element.tail or ""
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def unwrap(element: Element) -> None:
    """Puts what is in an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for number, child in enumerate(list(element)):
        parent.insert(place + number, child)
    drop(element)


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    name: str = etree.QName(element).localname
    return name


def namespace(element: Element) -> str:
    return etree.QName(element).namespace or ""
