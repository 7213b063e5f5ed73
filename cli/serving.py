"""`zuwu serve`: the service, with the publisher and the courier of webhooks beside it."""

from __future__ import annotations

from collections.abc import Callable

from api import app
from api.courier import courier
from api.listening import PortTaken
from api.settings import Settings
from cli.lock import writing
from cli.trouble import Trouble
from cli.watch import Watch
from schema.base.changes import Changes


def serve(settings: Settings, announce: Callable[[], None]) -> None:
    """Holds the data folder and answers until told to stop; `announce` is called once it does."""

    async def announced() -> None:
        announce()

    with writing(settings, "zuwu serve"):
        try:
            changes = Changes()
            watch = Watch(settings, app.now, changes)
            beside = watch.run, courier(settings, app.now)
            app.serve(settings, announced, *beside, changes=changes)
        except PortTaken as taken:
            raise Trouble(
                str(taken),
                "Stop what listens there, or set PORT or ZUWU_METRICS_PORT to another",
                "Serving",
            ) from taken
