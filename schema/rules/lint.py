"""Reads a regulation for clauses that the law does not let a group make; it only warns.

A sentence that forbids the act (不得罚款, 禁止停水停电) is lawful and is passed over. What is found
is for a person to judge: a pattern knows words and not what they mean.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schema.rules import citation
from schema.rules.citation import CitationText
from schema.rules.comparison import Clause
from schema.rules.offences import ADVICE, PATTERNS, Offence


@dataclass(frozen=True, slots=True)
class Finding:
    """Words of a clause that may be unlawful.

    clause: its number as written; source: the articles; wording: what may stand there instead.
    """

    clause: str
    words: str
    offence: Offence
    source: CitationText
    wording: str


_PLAIN = str.maketrans("\uff0c\uff1b\uff01\uff1f", ",;!?")
"""Full-width marks as ASCII ones; both stand in texts, and neither moves a character."""

_SENTENCE = re.compile(r"[^。!?\n]+")
_FORBIDDEN = re.compile(
    r"(?:不得|不准|不许|不能|不可|不应|不会|不再|禁止|严禁|无权|无需|不需|不用|不必|不要求|防止|杜绝|避免|反对"
    r"|不设|不采取|不采用|不使用|不以|不因|不予|不与|不搞|不收|不实行|没有|废止|任何人都?不)[^,]*$"
)
_BROKEN = re.compile(r"违者|违反|否则|如有|一经|(?:的|应|将|可以?|一律|予以|给予|处以)$")
_LIFTED = re.compile(r"^[^,;]{0,8}?(?:一律无效|无效|(?:一律|同时|现予|予以)?(?:废止|取消))")
_JOINED = re.compile(r"(?:也|或者?|以及|及|和|并|更)?(?:不得|不准|不)?")


def findings(clauses: Sequence[Clause]) -> tuple[Finding, ...]:
    """What may be unlawful, clause by clause; of one offence, each words once in a clause."""
    found = (each for clause in clauses for each in _in_clause(clause))
    return tuple(dict.fromkeys(found))


def _in_clause(clause: Clause) -> Iterator[Finding]:
    for span in _SENTENCE.finditer(clause.text.translate(_PLAIN)):
        written, allowed = clause.text[span.start() : span.end()], list[int]()
        for act, words, offence in sorted(_matches(span[0]), key=lambda each: each[0]):
            if _forbidden(span[0], act, allowed):
                allowed.append(act)
            else:
                yield _finding(clause.number, written[words], offence)


def _finding(clause: str, words: str, offence: Offence) -> Finding:
    advice = ADVICE[offence]
    return Finding(clause, words, offence, citation.cite(advice.citation), advice.wording)


def _matches(sentence: str) -> Iterator[tuple[int, slice, Offence]]:
    """Where an act begins, where the words lie, and what they do."""
    for pattern in PATTERNS:
        if pattern.only_with and not pattern.only_with.search(sentence):
            continue
        if pattern.except_with and pattern.except_with.search(sentence):
            continue
        for match in pattern.act.finditer(sentence):
            acts = [each for each in match.re.groupindex if match[each] is not None]
            start = match.start(acts[0]) if acts else match.start()
            if not _LIFTED.match(sentence[match.end() :]):
                yield start, slice(*match.span()), pattern.offence


def _forbidden(sentence: str, start: int, allowed: Sequence[int]) -> bool:
    """Whether the sentence forbids the act that begins at `start`.

    The 不得 stands before the act within the same comma, with nothing between that turns to what
    happens to whoever does it; or the act goes on with a list whose first member was forbidden.
    """
    comma = _comma(sentence, start)
    before = sentence[comma + 1 : start]
    if match := _FORBIDDEN.search(before):
        return not _BROKEN.search(match[0])
    listed = any(_comma(sentence, comma) < each < comma for each in allowed)
    return listed and _JOINED.fullmatch(before) is not None


def _comma(sentence: str, end: int) -> int:
    """The place of the last comma or semicolon before `end`; -1 if there is none."""
    return max(sentence.rfind(mark, 0, max(end, 0)) for mark in ",;")
