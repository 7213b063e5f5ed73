"""The codes of what went wrong outside of any refusal; a client may rely on them."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """What an error is, for programs; docs/frontends.md says what to do about each.

    Refusals carry codes of their own, such as scope.outside.
    """

    REQUEST_NOT_ACCEPTABLE = "request.not-acceptable"
    REQUEST_METHOD = "request.method"
    REQUEST_MEDIA_TYPE = "request.media-type"
    REQUEST_MALFORMED = "request.malformed"
    REQUEST_HEAD_TOO_LONG = "request.head-too-long"
    REQUEST_HEAD_TOO_SLOW = "request.head-too-slow"
    REQUEST_BODY_TOO_LONG = "request.body-too-long"
    REQUEST_BODY_TOO_SLOW = "request.body-too-slow"
    REQUEST_BODY_INCOMPLETE = "request.body-incomplete"
    REQUEST_NOT_JSON = "request.not-json"
    REQUEST_NOT_AN_OBJECT = "request.not-an-object"
    REQUEST_BATCH = "request.batch"
    REQUEST_QUERY_MISSING = "request.query-missing"
    REQUEST_PARAMETER = "request.parameter"
    REQUEST_OPERATION_UNNAMED = "request.operation-unnamed"

    TOKEN_UNKNOWN = "token.unknown"

    PARSING_FAILED = "parsing.failed"
    VALIDATION_FAILED = "validation.failed"
    VARIABLES_WRONG = "variables.wrong"
    EXECUTION_FAILED = "execution.failed"

    LIMITS_LENGTH = "limits.length"
    LIMITS_TOKENS = "limits.tokens"
    LIMITS_OPERATIONS = "limits.operations"
    LIMITS_FRAGMENTS = "limits.fragments"
    LIMITS_DEPTH = "limits.depth"
    LIMITS_ROOTS = "limits.roots"
    LIMITS_FIELDS = "limits.fields"
    LIMITS_ALIASES = "limits.aliases"
    LIMITS_DIRECTIVES = "limits.directives"
    LIMITS_REPEATS = "limits.repeats"
    LIMITS_COST = "limits.cost"
    LIMITS_TIME = "limits.time"
    LIMITS_BUSY = "limits.busy"
    LIMITS_CONNECTIONS = "limits.connections"
    LIMITS_SUBSCRIPTIONS = "limits.subscriptions"

    DATABASE_BUSY = "database.busy"
    DATABASE_UNAVAILABLE = "database.unavailable"

    FAULT = "fault"
