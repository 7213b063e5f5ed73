"""Buckets as they are written in a setting."""

from __future__ import annotations

import pytest

from schema.rules.buckets import Bucket, bucket


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("s3://town", Bucket("town"), id="a whole bucket of Amazon's"),
        pytest.param("s3://town/a/b/", Bucket("town", "a/b/"), id="a prefix ends with a slash"),
        pytest.param(
            "s3://town/site?endpoint=http://127.0.0.1:9000&region=cn-1",
            Bucket("town", "site/", "http://127.0.0.1:9000", "cn-1"),
            id="a storage of one's own",
        ),
        pytest.param(
            "s3://town?endpoint=https://oss.example&style=virtual",
            Bucket("town", "", "https://oss.example", virtual=True),
            id="a storage that wants the bucket before its host",
        ),
    ],
)
def test_a_bucket_is_read(written: str, meant: Bucket) -> None:
    assert bucket(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "town",
        "https://storage.example/town",
        "s3://",
        "s3://Town",
        "s3://key:secret@town",
        "s3://town/../other",
        "s3://town/网站",
        "s3://town#x",
        "s3://town?endpoint=storage.example",
        "s3://town?endpoint=https://storage.example/path",
        "s3://town?style=any",
        "s3://town?key=secret",
        "s3://town?region",
    ],
)
def test_what_is_no_bucket_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no bucket"):
        bucket(written)
