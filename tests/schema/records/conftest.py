"""A regulation that has just been begun."""

from __future__ import annotations

import pytest
from rulemaking import Story
from village import Village


@pytest.fixture
async def story(village: Village) -> Story:
    """With a body, a meeting that can decide, and a regulation without a text."""
    return await Story(village).begin()
