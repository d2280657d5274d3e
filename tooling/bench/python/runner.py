"""How the scripts of this folder talk to the runner: as src/worker.ts does."""

import json
import sys
import time


def receive():
    """The task, and where to do it."""
    order = json.loads(sys.stdin.readline())
    return order["endpoint"], order["task"]


def ready():
    """Tells the runner that the connection stands, and waits until it says go."""
    print(json.dumps({"ready": True}), flush=True)
    sys.stdin.readline()
    return time.perf_counter()


def done(started, tally):
    """Tells the runner what came of it, and waits until it has looked at this process."""
    seconds = time.perf_counter() - started
    entries, size = tally or (0, 0)
    print(json.dumps({"seconds": seconds, "entries": entries, "bytes": size}), flush=True)
    sys.stdin.readline()


class Blocks:
    """Blocks of a local file that the remote one must have too."""

    def __init__(self, path, offsets, length):
        with open(path, "rb") as file:
            self.content = file.read()
        self.offsets, self.length = offsets, length

    def check(self, index, data):
        offset = self.offsets[index]
        if data != self.content[offset : offset + self.length]:
            raise ValueError(f"block {index} is wrong")
