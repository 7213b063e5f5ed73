"""Publishing with a bucket: what is live here is put there, and a storage that fails is told of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import buckets
import pytest
from buckets import Storage

from cli.main import main
from publisher import disk

INIT = ["--county", "439901=示例县", "--town", "101=清溪镇", "--administrator", "镇管理员甲"]


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    """An object storage."""
    with buckets.storage(tmp_path / "storage") as running:
        yield running


@pytest.fixture
def site(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the site of a new installation, which is to be put into a bucket, too."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "S3RVER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "S3RVER")
    assert main(["init", *INIT]) == 0
    return Path(environ["ZUWU_HOME"]) / "site"


def test_a_release_lies_in_the_bucket_as_soon_as_the_storage_answers(
    site: Path,
    storage: Storage,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["publish"]) == 0
    monkeypatch.setenv("ZUWU_SITE_BUCKET", "s3://site/town?endpoint=http://127.0.0.1:9")
    assert main(["publish"]) == 2
    said = capsys.readouterr().err
    assert "is live here, but not in s3://site/town/: the storage does not answer" in said
    assert 'see docs/operating.md, "Publishing".' in said
    live = {path: (site / "current" / path).read_bytes() for path in disk.files(site / "current")}
    address = f"http://127.0.0.1:{storage.port}"
    monkeypatch.setenv("ZUWU_SITE_BUCKET", f"s3://site/town?endpoint={address}")
    assert main(["publish"]) == 0
    assert storage.files("town/") == live
