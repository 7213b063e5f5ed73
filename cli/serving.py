"""`zuwu serve`: the service, with the publisher and the courier of webhooks beside it."""

from __future__ import annotations

from collections.abc import Callable

from api import app
from api.courier import courier
from api.settings import Settings
from cli.lock import writing
from cli.publishing import publisher
from cli.trouble import Trouble


def serve(settings: Settings, announce: Callable[[], None]) -> None:
    """Holds the data folder and answers until told to stop; `announce` is called once it does."""

    async def announced() -> None:
        announce()

    with writing(settings, "zuwu serve"):
        try:
            beside = publisher(settings, app.now), courier(settings, app.now)
            app.serve(settings, announced, *beside)
        except app.PortTaken as taken:
            raise Trouble(
                f"port {settings.port} of {settings.host} is not free",
                "Stop what listens there, or set PORT to another",
                "Serving",
            ) from taken
