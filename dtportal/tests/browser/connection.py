"""A line between browser and portal that breaks when it is told to, in the middle of what is being sent."""

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass, field
from pathlib import Path

PIECE = 64 * 1024
# Closing a socket that lingers for no time tears the connection instead of ending it.
TEAR = struct.pack("ii", 1, 0)


@dataclass
class Line:
    """Looks like a portal to whoever walks through it. `cuts`: after how many bytes sent, in all, it breaks;
    with `stays_down` nobody gets through any more until `is_down` is taken back."""

    target: int
    data_dir: Path
    cuts: list[int] = field(default_factory=list)
    sent: int = 0
    broken: int = 0
    stays_down: bool = False
    is_down: bool = False

    def __post_init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.server.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self.server.accept()
                if self.is_down:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.target))
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, sink, near, far), daemon=True).start()

    def _carry(
        self, source: socket.socket, sink: socket.socket, near: socket.socket, far: socket.socket
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                if source is near and (self.is_down or self._breaks(len(piece))):
                    # Half of it still arrives, as it does when a cable is pulled.
                    sink.sendall(piece[: len(piece) // 2])
                    near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, TEAR)
                    break
                sink.sendall(piece)
        for end in (near, far):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _breaks(self, more: int) -> bool:
        with self.lock:
            self.sent += more
            if not self.cuts or self.sent < self.cuts[0]:
                return False
            self.cuts.pop(0)
            self.broken += 1
            self.is_down = self.stays_down
            return True
