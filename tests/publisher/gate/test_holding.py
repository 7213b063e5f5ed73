"""A finding holds back the document it is about; what is nobody's holds the whole release."""

from __future__ import annotations

from uuid import UUID

from publisher.gate import holding
from publisher.gate.finding import Finding
from schema.gate.held import Held
from schema.rules.gating import Reason

NOTICE, OUTCOME = "notice", "outcome"
OWNERS = {"n/index.html": NOTICE, "n/a.pdf": NOTICE, "o/index.html": OUTCOME}
LISTING = {"index.html": (NOTICE, OUTCOME)}


def card(file: str) -> Finding:
    """A card number in a title."""
    return Finding(file, "title", Reason.BANK_CARD)


def test_a_document_is_held_for_its_page_and_its_attachments() -> None:
    held = holding.held([card("n/index.html"), card("n/a.pdf")], OWNERS)
    assert held.documents == {NOTICE: (card("n/a.pdf"), card("n/index.html"))}
    assert held.unowned == ()


def test_what_a_listing_repeats_is_put_down_to_the_document_it_repeats() -> None:
    held = holding.held([card("index.html"), card("n/index.html")], OWNERS, LISTING)
    assert set(held.documents) == {NOTICE}
    assert held.unowned == ()


def test_what_no_document_explains_holds_the_whole_release() -> None:
    other = Finding("n/index.html", "text", Reason.EMAIL)
    held = holding.held([card("index.html"), other], OWNERS, LISTING)
    assert held.unowned == (card("index.html"),)
    assert holding.held([card("feed.xml")], OWNERS, LISTING).unowned == (card("feed.xml"),)


def test_two_officers_let_go_what_they_looked_at_and_nothing_else() -> None:
    runs = Finding("n/index.html", "script", Reason.RUNS)
    found = [card("n/index.html"), card("index.html"), card("o/index.html"), runs]
    overruled = {(NOTICE, Reason.BANK_CARD), (NOTICE, Reason.RUNS)}
    held = holding.held(found, OWNERS, LISTING, overruled)
    assert held.documents[NOTICE] == (runs,)
    assert card("o/index.html") in held.documents[OUTCOME]
    assert held.unowned == ()


def test_only_what_is_not_what_it_looks_like_may_be_overruled() -> None:
    held = {each for each in Reason if not each.may_be_overruled}
    assert held == {Reason.RUNS, Reason.MISSHAPEN, Reason.UNREADABLE, Reason.OVERDUE}


def test_officers_are_told_of_each_finding_once() -> None:
    key = ("OpenNotice", UUID(int=1), 2)
    held = holding.held([card("n/index.html"), card("feed.xml")], {"n/index.html": key})
    assert holding.noted(held) == (
        Held(key, "n/index.html", "title", Reason.BANK_CARD),
        Held(None, "feed.xml", "title", Reason.BANK_CARD),
    )
