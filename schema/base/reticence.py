"""What is said of an operation that does not fit the schema: never the values that it held.

GraphQL's own messages repeat what they found, and that can be a password in the wrong place, or a
whole input with one. What was expected, and where, is enough to mend it.
"""

from __future__ import annotations

import re

from graphql import GraphQLError, GraphQLSyntaxError

from schema.base.refusal import Refusal

_INVALID = re.compile(
    r"(?P<place>(?:Variable|Argument) '[^']*' (?:of type '[^']*' )?has invalid value[^:]*: )?"
    r"(?P<said>(?:Expected |Value |Enum |\w+ cannot represent ).*)",
    re.DOTALL,
)
_ENCOUNTERED = re.compile(r", but encountered error '(?P<fault>[^'\":]*).*", re.DOTALL)
_ENUM = re.compile(r"Value .* does not exist in '(?P<enum>\w+)' enum.*", re.DOTALL)
_FOUND = re.compile(r"(?:[,;.] [Ff]ound\b|: ).*", re.DOTALL)
_QUOTED = re.compile(r':? ".*"', re.DOTALL)


def mask(error: GraphQLError) -> None:
    """Takes from the message of an error the values that it repeats; a refusal repeats none."""
    if isinstance(error, GraphQLSyntaxError):
        error.message = _QUOTED.sub("", error.message)
    elif not isinstance(error.original_error, Refusal):
        error.message = masked(error.message)


def masked(message: str) -> str:
    """A message without the values that it repeats: what is expected, and where."""
    found = _INVALID.fullmatch(message)
    if found is None:
        return message
    said = _ENUM.sub(r"Expected a value of the enum '\g<enum>'", found["said"])
    said = _ENCOUNTERED.sub(r": \g<fault>", said) if _ENCOUNTERED.search(said) else _cut(said)
    return f"{found['place'] or ''}{said}."


def _cut(said: str) -> str:
    return _FOUND.sub("", said).rstrip(".")
