"""Why something stays behind at the gate, in words."""

from schema.rules import gating
from schema.rules.gating import Reason


def test_every_reason_is_said_in_words_of_its_own() -> None:
    said = [gating.words(each) for each in Reason]
    assert len({*said}) == len(Reason)
    assert not any(map(str.isascii, said))
