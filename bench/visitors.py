"""Visitors without a browser: Streamlit's sessions over its own web socket, as the page's script speaks it."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any, Final

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

SECONDS_TO_ANSWER: Final = 60
PAN_DEGREES: Final = 4.0
VIEW_DEGREES: Final = (6.0, 12.0)
"""Height and width of what a visitor sees."""

SEARCHED: Final = ("", "Kitchen", "Open", "Garden", "Civic", "Bridge")


class Visitor:
    """One session on the cluster map, which pans, zooms and filters.

    Attributes
    ----------
    seconds
        From each action to the end of the run that it started.
    errors
        Exceptions that the page told, and answers that did not come.
    """

    def __init__(self, connection: ClientConnection, random: np.random.Generator) -> None:
        self.seconds: list[float] = []
        self.errors: list[str] = []
        self._connection = connection
        self._random = random
        self._states: dict[str, WidgetState] = {}
        self._map = self._fragment = self._search = self._page = ""
        self._centre = np.array([50.5, 10.2])

    async def come(self) -> None:
        """Open the page."""
        await self._run(page_name="cluster_map")

    async def pan(self) -> None:
        """Drag the map, sometimes one step in or out; the map's part of the page alone runs again."""
        self._centre = self._centre + self._random.uniform(-PAN_DEGREES, PAN_DEGREES, 2)
        self._centre = np.clip(self._centre, [37, -8], [60, 25])
        zoom = int(self._random.integers(5, 8))
        south, west = self._centre - np.array(VIEW_DEGREES) / 2
        north, east = self._centre + np.array(VIEW_DEGREES) / 2
        seen = {
            "bounds": {"_southWest": {"lat": south, "lng": west}, "_northEast": {"lat": north, "lng": east}},
            "zoom": zoom,
            "center": {"lat": self._centre[0], "lng": self._centre[1]},
            "last_clicked": None,
            "last_active_drawing": None,
            "last_object_clicked_count": 0,
        }
        self._states[self._map] = WidgetState(id=self._map, json_value=json.dumps(seen))
        await self._run(fragment_id=self._fragment)

    async def filter(self) -> None:
        """Search for a word; the whole page runs again."""
        word = str(self._random.choice(SEARCHED))
        self._states[self._search] = WidgetState(id=self._search, string_value=word)
        await self._run()

    async def _run(self, **request: str) -> None:
        asked = BackMsg()
        asked.rerun_script.page_script_hash = "" if "page_name" in request else self._page
        for name, value in request.items():
            setattr(asked.rerun_script, name, value)
        asked.rerun_script.widget_states.widgets.extend(self._states.values())
        start = time.perf_counter()
        await self._connection.send(asked.SerializeToString())
        while not self._finished(
            await asyncio.wait_for(self._connection.recv(decode=False), SECONDS_TO_ANSWER)
        ):
            pass
        self.seconds.append(time.perf_counter() - start)

    def _finished(self, told: bytes) -> bool:
        """Take in one message; whether it is the end of the run."""
        message = ForwardMsg.FromString(told)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._page = message.new_session.page_script_hash
        elif kind == "delta":
            self._element(message.delta)
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                self.errors.append("the page cannot be run")
            return bool(message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN)
        return False

    def _element(self, delta: Any) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "component_instance":
            self._map, self._fragment = element.component_instance.id, delta.fragment_id
        elif kind == "text_input" and element.text_input.label == "Search":
            self._search = element.text_input.id
        elif kind == "exception":
            self.errors.append(f"{element.exception.type}: {element.exception.message}")


async def visit(url: str, until: float, rests_s: tuple[float, float], seed: int) -> Visitor:
    """One visitor, from the first page to a moment of `time.monotonic`; seven moves, then a filter, and so on."""
    address = url.replace("http://", "ws://") + "/_stcore/stream"
    random = np.random.default_rng(seed)
    async with connect(address, subprotocols=["streamlit"], origin=url, max_size=None) as connection:  # type: ignore[arg-type,list-item]
        visitor = Visitor(connection, random)
        try:
            await visitor.come()
            number = 0
            while time.monotonic() < until:
                await asyncio.sleep(random.uniform(*rests_s))
                number += 1
                await (visitor.pan() if number % 8 else visitor.filter())
        except (OSError, TimeoutError, EOFError) as error:
            visitor.errors.append(f"{type(error).__name__}: {error}")
    return visitor
