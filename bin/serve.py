#!/usr/bin/env python
"""Run web, worker and beat together: one Ctrl-C stops all, and none is left running without the others.

Each of the three gets a process group of its own, so that a signal to ours reaches only this supervisor,
which stops them in order of politeness: TERM, and KILL for what is still there STOP_WITHIN seconds later.
Work that is cut short is a row; the sweep takes it up again at the next start.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The rest starts when the first answers: there are two cores, and somebody waits for a page.
FIRST, REST = "web", ("worker", "beat")
START_WITHIN = 120.0  # seconds until the port must answer
STOP_WITHIN = 2.0  # seconds between TERM and KILL; the port must be free within 3
PR_SET_PDEATHSIG = 1


def port() -> int:
    value = os.environ.get("PORT", "8000")
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise SystemExit(f"PORT must be a number from 1 to 65535, not “{value}”.")
    return int(value)


def answers(number: int) -> bool:
    """Whether anybody listens on the port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", number)) == 0


def require_free(number: int) -> None:
    if answers(number):
        raise SystemExit(
            f"Port {number} is taken by another program; stop it, or choose one: PORT=8001 make run"
        )


def dies_with(parent: int) -> Callable[[], None]:
    """Ask Linux to end the child when this supervisor is killed without a chance to tidy up."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def prepare() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def start(part: str) -> subprocess.Popen[bytes]:
    """Start bin/<part> in a process group of its own, which signal_group() addresses."""
    return subprocess.Popen(
        [ROOT / "bin" / part], cwd=ROOT, start_new_session=True, preexec_fn=dies_with(os.getpid())
    )


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal a part and its children, if any of them is still there."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    while time.monotonic() < deadline and any(process.poll() is None for process in processes.values()):
        time.sleep(0.05)
    for process in processes.values():
        signal_group(process, signal.SIGKILL)
        process.wait()


def greet() -> subprocess.Popen[bytes]:
    """Say where the portal is, the demo accounts and where mail goes, beside the loop that must stay alert."""
    command = [ROOT / ".venv/bin/python", "manage.py", "demo_accounts"]
    print(
        f"\n  {os.environ.get('SITE_URL', f'http://localhost:{port()}')}   (Ctrl-C stops everything)\n",
        flush=True,
    )
    return subprocess.Popen(command, cwd=ROOT, preexec_fn=dies_with(os.getpid()))


def supervise() -> int:
    """Exit status: 0 when asked to stop, 1 when a part died by itself."""
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: asked.append(received))
    number, deadline, greeting = port(), time.monotonic() + START_WITHIN, None
    processes = {FIRST: start(FIRST)}
    try:
        while not asked:
            for part, process in processes.items():
                if process.poll() is not None:
                    print(f"bin/{part} ended ({process.returncode}); stopping the others.", file=sys.stderr)
                    return 1
            if greeting is None and answers(number):
                greeting = greet()
                processes |= {part: start(part) for part in REST}
            if greeting is None and time.monotonic() > deadline:
                print(f"Nothing answered on port {number} in {START_WITHIN:.0f} s.", file=sys.stderr)
                return 1
            time.sleep(0.1)
        return 0
    finally:
        if greeting is not None and greeting.poll() is None:
            greeting.kill()
        stop(processes)


def main() -> None:
    require_free(port())
    sys.exit(supervise())


if __name__ == "__main__":
    main()
