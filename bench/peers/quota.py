#!/usr/bin/python3
"""python3-discogs-client's turn at the job of bench/run's quota area; its backoff is on, as by default.

Usage: quota.py URL CA_FILE TOKEN IDS_FILE CONCURRENCY WINDOW_MS STOP_SECONDS; prints `answered,seconds`.
"""

import collections
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait

url, ca_file, token, ids_file, concurrency, _, stop = sys.argv[1:]
os.environ["REQUESTS_CA_BUNDLE"] = ca_file
os.environ["NO_PROXY"] = "*"

import discogs_client  # noqa: E402 (the variables above must be set first)

with open(ids_file, encoding="ascii") as file:
    ids = [int(line) for line in file]
counting = threading.Lock()
answered = 0
troubles = collections.Counter()


def read(client, number):
    global answered
    try:
        release = client.release(number)
        good = bool(release.title)  # sends the request
    except Exception as trouble:  # whatever it is, the answer is lost
        with counting:
            troubles[f"{type(trouble).__name__}: {trouble}"[:100]] += 1
        return
    with counting:
        answered += 1 if good else 0


begun = time.monotonic()
client = discogs_client.Client("SegueBench/1.0 +https://example.invalid", user_token=token)
client._base_url = url  # an attribute of the class, meant for the real service: ours for this object only
pool = ThreadPoolExecutor(int(concurrency))
wait([pool.submit(read, client, number) for number in ids], timeout=float(stop))
took = time.monotonic() - begun
with counting:
    for trouble, times in troubles.most_common(3):
        print(f"lost {times}: {trouble}", file=sys.stderr)
    print(f"{answered},{took:.3f}", flush=True)
os._exit(0)  # threads that still wait would hold the process
