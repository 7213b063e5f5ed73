"""The service alone, without a publisher beside it, as `zuwu serve` runs it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from api import app
from api.settings import Settings

if __name__ == "__main__":
    app.serve(Settings.from_environ(os.environ))
