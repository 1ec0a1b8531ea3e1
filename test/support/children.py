"""Programs that a test starts, and that never outlive it."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import threading
import time

START_SECONDS = 30
_PROXIES = re.compile(r"(?i)^(https?|all|no)_proxy$")
_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_libc = ctypes.CDLL(None)


def clean_environment(**additions):
    """The environment without what would lead requests, or credentials, elsewhere."""
    kept = {k: v for k, v in os.environ.items() if not _PROXIES.match(k) and not k.startswith("DISCOGS_")}
    return kept | {"NO_PROXY": "*"} | additions


def _end_with_parent():
    _libc.prctl(_SET_DEATH_SIGNAL, signal.SIGTERM)


def run(command, seconds, environment, **options):
    """Runs a program to its end; `subprocess.TimeoutExpired` when it takes too long."""
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=seconds, check=False,
        preexec_fn=_end_with_parent, **options)


class Child:
    """A program in the background: what it prints is in `lines`, both streams in one; leaving the block ends it."""

    def __init__(self, command, environment):
        self.lines = []
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, preexec_fn=_end_with_parent)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def line_with(self, words):
        """Waits for a line with these words; nothing when the program ends or takes too long before."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            ended = self.process.poll() is not None
            if ended:
                self.reader.join(5)
            for line in list(self.lines):
                if words in line:
                    return line
            if ended:
                return None
            time.sleep(0.02)
        return None

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def end(problem):
    print(problem)
    sys.exit(1)
