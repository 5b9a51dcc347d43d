"""A real clamd with a signature of our own: it needs neither freshclam nor a network."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What our signature looks for; ClamAV calls it by the name below (and adds .UNOFFICIAL).
POISON = b"DTPORTAL-TEST-SIGNATURE-NOT-A-VIRUS"
NAME = "Dtportal.Test"
STARTS_WITHIN = 60  # seconds


@contextmanager
def running() -> Iterator[tuple[str, str]]:
    """Its addresses, as CLAMAV_URL has them: over the network, and over a socket of this machine."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    assert program, "clamd is missing: bin/setup --dev installs it (Debian: clamav-daemon)."
    # A socket's path may have 107 letters at most, which pytest's own folders do not promise.
    folder = Path(tempfile.mkdtemp(prefix="clam"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "db").mkdir()
    (folder / "db" / "test.ndb").write_text(f"{NAME}:0:*:{POISON.hex()}\n")
    config = folder / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {folder}/db\nForeground yes\nLocalSocket {folder}/socket\n"
        f"TCPAddr 127.0.0.1\nTCPSocket {port}\nStreamMaxLength 20M\nMaxThreads 2\n"
    )
    server = subprocess.Popen([program, "--config-file", config], stdout=subprocess.DEVNULL)
    try:
        _wait(server, port)
        yield f"tcp://127.0.0.1:{port}", f"unix://{folder}/socket"
    finally:
        server.terminate()
        server.wait(timeout=20)
        shutil.rmtree(folder)


def _wait(server: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, "clamd has ended."
        assert time.monotonic() < deadline, "clamd does not answer."
        time.sleep(0.1)
