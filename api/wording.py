"""What the message of an error may say: where and what was expected, never what was given.

graphql-core repeats the value that it stumbled over. It can be a name or a number of a person,
and messages end in logs and screenshots.
"""

from __future__ import annotations

import re

LONGEST = 300
"""Characters of a message; names in it are the client's and can be as long as its request."""

_SUGGESTION = re.compile(r" Did you mean [^?]*\?")

_PLACE = re.compile(
    r"(Variable '\$\w+' has invalid (?:default )?value(?: at [\w.\[\]]+)?: )(.*)", re.S
)

_TOKEN = re.compile(r"\b(Int|Float|String|BlockString) ['\"].*", re.S)

_EXPECTED = re.compile(
    r"Expected a value of non-null type '[^']+' to be provided"
    r"|Expected value of non-null type '[^']+' not to be None"
    r"|Expected value of type '[^']+' to be an object"
    r"|Expected value of type '[^']+' to include required field '\w+'"
    r"|Expected value of type '[^']+' not to include unknown field '\w{1,64}'(?=[.,])"
    r"|Expected value of type '[^']+'"
    r"|Expected variable '\$\w+' provided to [\w -]*type '[^']+' [^:]*"
    r"|Within OneOf Input Object type '[^']+', exactly one field must be specified[^:]*"
    r"|Exactly one key must be specified for OneOf type '[^']+'"
    r"|(?:Int|Float|String|Boolean|ID) cannot represent [\w -]+(?=:)"
    r"|Enum '[^']+' cannot represent [\w -]+(?=:)"
    r"|Value cannot represent a \w+(?=:)"
)
"""The parts of graphql-core's and Strawberry's messages about values that name types only."""

_NO_MEMBER = re.compile(r"Value '.*' does not exist in '(\w+)' enum", re.S)

_ABOUT_VALUES = re.compile(
    r"Expected (?:a )?va(?:lue|riable) |cannot represent |does not exist in '\w+' enum"
    r"|found: |Found: |invalid value|OneOf"
)


def reticent(message: str) -> str:
    """The message without any value and without a guess at what was meant."""
    place, said = "", _SUGGESTION.sub("", message)
    if found := _PLACE.fullmatch(said):
        place, said = found.groups()
    if place or _ABOUT_VALUES.search(said):
        said = _expected(said)
    elif said.startswith("Syntax Error"):
        said = _TOKEN.sub(r"\1.", said)
    return (place + said)[:LONGEST]


def _expected(said: str) -> str:
    if found := _NO_MEMBER.search(said):
        return f"Expected a value of the enum '{found[1]}'."
    if found := _EXPECTED.search(said):
        return f"{found[0].rstrip('. ')}."
    return "The value is not of the expected type."
