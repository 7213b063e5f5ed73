"""WebSocket frames as uvicorn reads them, with an answer to every one that cannot be read.

uvicorn drops the line right after it has said why. What the client was still sending then makes
the system reset the connection, and the reason is lost with it; so the line stays open a while.
"""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LINGERING = 2.0
"""Seconds for a client to take the reason, and for what is left in the buffers to go out."""


class Frames(WebSocketsSansIOProtocol):
    """Reads and writes the frames of one connection."""

    def handle_parser_exception(self) -> None:
        """Says what is wrong, reads on without listening, and hangs up when the client has."""
        closed = self.conn.close_sent
        if closed is None or self.close_timer is not None:
            return
        self.close_sent = True
        ended = {"type": "websocket.disconnect", "code": closed.code, "reason": closed.reason}
        self.queue.put_nowait(ended)  # type: ignore[arg-type]  # the message of ASGI
        if self.transport.is_closing():
            return
        self.transport.write(b"".join(self.conn.data_to_send()))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.close_timer = self.loop.call_later(LINGERING, self.transport.abort)
        self.transport.resume_reading()

    def send_receive_event_to_app(self) -> None:
        """Passes a message on; text that is none is told so, and not written into the log."""
        if self.curr_msg_data_type == "text" and not _is_text(b"".join(self.frames)):
            self.conn.fail(1007, "The text is not UTF-8.")
            self.handle_parser_exception()
        else:
            super().send_receive_event_to_app()

    def on_task_complete(self, task: object) -> None:
        """Does not wait for ever until a client has read what it was sent last."""
        super().on_task_complete(task)  # type: ignore[arg-type]  # a task of asyncio
        self.loop.call_later(LINGERING, self.transport.abort)


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
