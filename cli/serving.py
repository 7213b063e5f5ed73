"""`zuwu serve`: the service, with the publisher and the courier of webhooks beside it."""

from __future__ import annotations

from collections.abc import Callable

from api import app
from api.courier import courier
from api.listening import PortTaken
from api.settings import Settings
from cli.lock import writing
from cli.previewing import Previews
from cli.publishing import publisher
from cli.trouble import Trouble


def serve(settings: Settings, announce: Callable[[], None]) -> None:
    """Holds the data folder and answers until told to stop; `announce` is called once it does."""

    async def announced() -> None:
        announce()

    with writing(settings, "zuwu serve"):
        try:
            previews = Previews(settings)
            beside = publisher(settings, app.now), courier(settings, app.now), previews.run
            app.serve(settings, announced, *beside, previewer=previews.preview)
        except PortTaken as taken:
            raise Trouble(
                str(taken),
                "Stop what listens there, or set PORT or ZUWU_METRICS_PORT to another",
                "Serving",
            ) from taken
