"""Files that are made when they are asked for: how far they are, and why one could not be made.

A download button's file is made beside the script, which can learn of it only by what both hold.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from dsi_geo.app.fragments import fragment
from dsi_geo.errors import InputError

SECONDS_AT_MOST: Final = 180
SECONDS_BETWEEN: Final = 0.2
SECONDS_UNTIL_TOLD: Final = 0.6
SECONDS_TO_BEGIN: Final = 10
NOT_BEGUN: Final = "The page or the server was busy when it was asked for. Press the button once more."
"""A button pressed while its page runs asks for what is offered no longer, and Streamlit gives nothing then."""
UNEXPECTED: Final = "Something went wrong on the server, which has noted it. Try it once more."

Progress = Callable[[float], None]
"""Is told the share that is done, 0 to 1."""


@dataclass(frozen=True)
class Offer:
    """A file that can be taken along.

    Attributes
    ----------
    label
        On the button.
    make
        Gives the file's content; InputError if that cannot be.
    file_name, kind
        Its name and media type.
    """

    label: str
    make: Callable[[Progress], bytes]
    file_name: str
    kind: str


class Making:
    """One file of one visitor in the making."""

    def __init__(self) -> None:
        self.begun = 0
        self.finished = 0
        self.seen = 0
        self.share = 0.0
        self.fault = ""

    def run(self, make: Callable[[Progress], bytes]) -> bytes:
        """Make the file; runs in a thread of its own, while the page may look on."""
        self.begun += 1
        self.share, self.fault = 0.0, ""
        try:
            return make(self._tell)
        except InputError as error:
            self.fault = str(error)
            raise
        except Exception:
            self.fault = UNEXPECTED
            raise
        finally:
            self.finished += 1

    def _tell(self, share: float) -> None:
        self.share = min(share, 1.0)


@fragment
def offers(files: Sequence[Offer]) -> None:
    """Buttons side by side; below them how far a file is that has been asked for, and why there is none."""
    with st.container(horizontal=True):
        asked = [(file, making) for file in files if (making := _button(file))]
    with st.container():
        for file, making in asked:
            _look_on(file, making)


def _button(file: Offer) -> Making | None:
    """Offer a file; gives its making if it has just been asked for."""
    making: Making = st.session_state.setdefault(f"_making_{file.file_name}", Making())
    asked = st.download_button(
        file.label,
        data=partial(making.run, file.make),
        file_name=file.file_name,
        mime=file.kind,
        key=f"download_{file.file_name}",
        icon=":material/download:",
    )
    if asked:
        return making
    making.seen = making.finished
    return None


def _look_on(file: Offer, making: Making) -> None:
    place, since = st.empty(), time.monotonic()
    while making.finished == making.seen and (passed := time.monotonic() - since) < SECONDS_AT_MOST:
        if making.begun == making.seen and passed > SECONDS_TO_BEGIN:
            making.fault = NOT_BEGUN
            break
        if passed > SECONDS_UNTIL_TOLD:
            place.progress(making.share, f"{file.label}: in the making …")
        time.sleep(SECONDS_BETWEEN)
    making.seen = making.finished
    place.empty()
    if making.fault:
        with place.container(border=True):
            st.error(f"There is no {file.label}.", icon=":material/block:")
            st.text(making.fault, width="stretch")  # as text: it may quote a file
