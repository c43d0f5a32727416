"""Sixteen clients share one bucket of 10 tokens, 5 a second."""
import collections
import threading
import time
import sys

import redis

host, port = sys.argv[1].split(":")
server = redis.Redis(host=host, port=int(port), decode_responses=True)
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
print(f"-- Redis {server.info()['redis_version']} (Debian)")
print(f"80 requests from 16 clients in {took * 1000:.0f} ms")
print(f"allowed {tally[1]}, refused {tally[0]}")
left = server.hgetall("limit:{ana}")
print(f"key holds {float(left['tokens']):.3f} tokens,"
      f" expires in {server.pttl('limit:{ana}')} ms")
time.sleep(1)
allowed, rest, wait = allow(keys=["limit:{ana}"], args=[10, 5, 1])
print(f"1 s later: allowed {allowed}, {rest} left")
allowed, rest, wait = allow(keys=["limit:{ana}"], args=[10, 5, 8])
print(f"asking for 8: allowed {allowed}, {rest} left, retry in {wait} ms")
time.sleep(2.2)
print(f"2.2 s later: key exists {server.exists('limit:{ana}')}")
