"""The structure of a tagged PDF: taken apart page by page, so that it travels with its page, and put together anew.

The layout engine writes one tree per document: Document → elements → numbers of marked content (MCID) on a page,
and a table (ParentTree) from a page's or annotation's number back to its elements. `detach` hangs on each page what
belongs to it, under the private key /Leaf; whatever copies the page copies that too. `Structure` takes it off again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

LEAF = "/Leaf"


def detach(
    source: pikepdf.Pdf, *, keep: int, prefix: str, unwanted: Callable[[pikepdf.Object], bool]
) -> None:
    """Make the first `keep` pages of a document carry their own structure; `prefix` makes its ids unique.

    Annotations that are `unwanted` are left out, there and here.
    """
    root = source.Root.get("/StructTreeRoot", Dictionary())
    table = _table(root)
    for page in source.pages:
        _leave_out(page, table, unwanted)
    pages = list(source.pages)
    numbers = {page.obj.objgen: number for number, page in enumerate(pages)}
    marks = [table.get(int(page.obj.get("/StructParents", -1))) for page in pages]
    taking = _Taking(numbers, keep, prefix, [Array() if found is None else found for found in marks])
    found: list[list[pikepdf.Object]] = [[] for _page in pages]
    for top in _tops(root):
        number = _first_page(top, numbers)
        if number is not None and number < keep and taking.tidy(top):
            if "/P" in top:
                del top["/P"]
            found[number].append(top)
    for number, page in enumerate(pages[:keep]):
        notes = [table.get(int(note.get("/StructParent", -1))) for note in page.obj.get("/Annots", [])]
        page.obj[LEAF] = Dictionary(K=Array(found[number]), Marks=taking.marks[number], Notes=Array(notes))


def _leave_out(
    page: pikepdf.Page, table: dict[int, pikepdf.Object], unwanted: Callable[[pikepdf.Object], bool]
) -> None:
    notes = list(page.obj.get("/Annots", []))
    gone = [note for note in notes if unwanted(note)]
    if not gone:
        return
    for note in gone:
        element = table.get(int(note.get("/StructParent", -1)))
        if element is not None:
            # What it said stays as text.
            element.S = Name.Span
            element.K = Array([kid for kid in _kids(element) if not isinstance(kid, Dictionary)])
    page.obj.Annots = Array([note for note in notes if not unwanted(note)])


def _kids(element: pikepdf.Object) -> list:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _tops(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The elements below the document's own."""
    for element in _kids(root):
        if element.get("/S") == "/Document":
            yield from _kids(element)
        else:
            yield element


def _table(root: pikepdf.Object) -> dict[int, pikepdf.Object]:
    numbers = list(root.get("/ParentTree", Dictionary()).get("/Nums", []))
    return {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}


def _first_page(element: pikepdf.Object, numbers: dict) -> int | None:
    page = element.get("/Pg")
    if page is not None:
        return numbers.get(page.objgen)
    for kid in _kids(element):
        if isinstance(kid, Dictionary) and (found := _first_page(kid, numbers)) is not None:
            return found
    return None


@dataclass
class _Taking:
    """What is taken of a document: the first `keep` of its pages, whose `numbers` are known by their objects."""

    numbers: dict[tuple[int, int], int]
    keep: int
    prefix: str
    # Of each page its elements by the number of the marked content.
    marks: list[pikepdf.Array]

    def tidy(self, element: pikepdf.Object) -> bool:
        """Drop what stands on pages that are not taken; say whether anything is left.

        A picture without a description is an ornament, not a figure. The engine makes a span of every line; what is
        no more than that is drawn into the paragraph, which makes a third of the elements.
        """
        page = element.get("/Pg")
        number = None if page is None else self.numbers.get(page.objgen, self.keep)
        is_here = number is None or number < self.keep
        kids: list = []
        for kid in _kids(element):
            if not self._stays(kid, is_here):
                continue
            if is_here and number is not None and _is_line(kid, page):
                for mark in _kids(kid):
                    self.marks[number][int(mark)] = element
                    kids.append(mark)
            else:
                kids.append(kid)
        if not kids:
            return False
        element.K = Array(kids)
        if not is_here:
            del element["/Pg"]
        if element.get("/S") == "/Figure" and not str(element.get("/Alt", "")):
            element.S = Name.NonStruct
        if "/ID" in element:
            element.ID = pikepdf.String(f"{self.prefix}-{element.ID}")
        attributes = element.get("/A")
        if isinstance(attributes, Dictionary) and "/Headers" in attributes:
            attributes.Headers = Array(
                [pikepdf.String(f"{self.prefix}-{name}") for name in attributes.Headers]
            )
        return True

    def _stays(self, kid: object, is_here: bool) -> bool:
        if not isinstance(kid, Dictionary):
            return is_here
        if kid.get("/Type") in {"/OBJR", "/MCR"}:
            page = kid.get("/Pg")
            return is_here if page is None else self.numbers.get(page.objgen, self.keep) < self.keep
        return self.tidy(kid)


def _is_line(kid: object, page: pikepdf.Object) -> bool:
    """A span that says nothing but which marks it holds, on the page of the element around it."""
    return (
        isinstance(kid, Dictionary)
        and kid.get("/S") == "/Span"
        and set(kid.keys()) <= {"/Type", "/S", "/P", "/Pg", "/K"}
        and "/Pg" in kid
        and kid.Pg.objgen == page.objgen
        and not any(isinstance(mark, Dictionary) for mark in _kids(kid))
    )


class Structure:
    """The book's one tree, growing page by page in the order of the book."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        self._document = document
        self._numbers: list = []
        self.top = document.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, K=Array(), Lang=pikepdf.String("vi"))
        )

    def group(self, kind: str, title: str = "") -> pikepdf.Object:
        """A new element below the top, for the pages of one nominee."""
        element = self._document.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(kind), P=self.top, K=Array())
        )
        if title:
            element.T = pikepdf.String(title)
        self.top.K.append(element)
        return element

    def take(self, page: pikepdf.Page, into: pikepdf.Object) -> pikepdf.Array:
        """Put what a page carries into the tree; returns the page's marks, to which stamps may add theirs."""
        leaf = page.obj.get(LEAF)
        marks = Array()
        if leaf is not None:
            del page.obj[LEAF]
            marks = leaf.Marks
            for element in leaf.K:
                element.P = into
                into.K.append(element)
            for note, element in zip(page.obj.get("/Annots", []), leaf.Notes, strict=True):
                if element is not None:
                    note.StructParent = self._number(element)
        marks = self._document.make_indirect(Array(list(marks)))
        page.obj.StructParents = self._number(marks)
        page.obj.Tabs = Name.S
        return marks

    def mark(
        self, page: pikepdf.Page, marks: pikepdf.Array, into: pikepdf.Object, kind: str, alt: str = ""
    ) -> int:
        """A new element for something stamped; returns the number to mark it with."""
        element = self._document.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(kind), P=into, Pg=page.obj, K=Array([len(marks)]))
        )
        if alt:
            element.Alt = pikepdf.String(alt)
        into.K.append(element)
        marks.append(element)
        return len(marks) - 1

    def _number(self, value: pikepdf.Object) -> int:
        self._numbers += [len(self._numbers) // 2, value]
        return len(self._numbers) // 2 - 1

    def close(self) -> None:
        """Write the tree's root, when every page is in its place."""
        root = self._document.make_indirect(
            Dictionary(
                Type=Name.StructTreeRoot,
                K=Array([self.top]),
                ParentTree=self._document.make_indirect(Dictionary(Nums=Array(self._numbers))),
                ParentTreeNextKey=len(self._numbers) // 2,
            )
        )
        self.top.P = root
        self._document.Root.StructTreeRoot = root
        self._document.Root.MarkInfo = Dictionary(Marked=True)
