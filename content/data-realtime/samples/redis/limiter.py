"""Sixteen clients share one bucket of 10 tokens, 5 a second."""
import collections
import os
import threading
import time

import redis

server = redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
allow = server.register_script(open("limiter.lua").read())
start, replies = threading.Barrier(16), []


def client():
    start.wait()
    for _ in range(5):
        replies.append(allow(keys=["limit:{ana}"], args=[10, 5, 1]))


began = time.monotonic()
threads = [threading.Thread(target=client) for _ in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
took = time.monotonic() - began
tally = collections.Counter(reply[0] for reply in replies)
assert took < 0.2, "so slow that a token more was there"
print(f"{len(replies)} requests from 16 clients in less than 0.2 s")
print(f"allowed {tally[1]}, refused {tally[0]}")
left = float(server.hget("limit:{ana}", "tokens"))
print(f"key holds less than a token: {left < 1},"
      f" expires within 2 s: {0 < server.pttl('limit:{ana}') <= 2000}")
time.sleep(1)
allowed, rest, wait = allow(keys=["limit:{ana}"], args=[10, 5, 1])
print(f"1 s later: allowed {allowed}, {rest} left")
allowed, rest, wait = allow(keys=["limit:{ana}"], args=[10, 5, 8])
print(f"asking for 8: allowed {allowed}, {rest} left,"
      f" enough within 1 s: {0 < wait <= 1000}")
time.sleep(2.2)
print(f"2.2 s later: key exists {server.exists('limit:{ana}')}")
