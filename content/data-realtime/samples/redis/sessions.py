"""Sends each line of a .redis file in the session that its letter names,
and prints what came back, as redis-cli would.

    python3 sessions.py 127.0.0.1:6379 expiry.redis > expiry.out

"A: PUBLISH …" goes to session A; "A:" alone shows what was pushed to A;
"# …" is a comment; "sleep 1.2" waits. A line without a letter goes to A.
"""
import re
import select
import shlex
import socket
import sys
import textwrap
import time

WIDTH = 76


class Session:
    def __init__(self, host, port):
        self.socket = socket.create_connection((host, int(port)), 5)
        self.stream = self.socket.makefile("rb")

    def ask(self, words):
        parts = [word.encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(
            b"$%d\r\n%s\r\n" % (len(part), part) for part in parts))
        return self.read()

    def pushed(self):
        ready, _, _ = select.select([self.socket], [], [], 0.3)
        return self.read() if ready else ["(nothing)"]

    def read(self):
        line = self.stream.readline()[:-2].decode()
        kind, rest = line[0], line[1:]
        if kind == "+":
            return [rest]
        if kind == "-":
            return [f"(error) {rest}"]
        if kind == ":":
            return [f"(integer) {rest}"]
        if rest == "-1":
            return ["(nil)"]
        if kind == "$":
            text = self.stream.read(int(rest) + 2)[:-2].decode()
            return ['"' + text.replace('"', '\\"') + '"']
        items = [self.read() for _ in range(int(rest))]
        if not items:
            return ["(empty array)"]
        pad = len(str(len(items))) + 2
        return [(f"{n}) ".rjust(pad) if k == 0 else " " * pad) + said
                for n, item in enumerate(items, 1)
                for k, said in enumerate(item)]


def main(address, path):
    host, port = address.split(":")
    sessions = {}
    info = Session(host, port)
    version = re.search(r"redis_version:(\S+)", info.ask(["INFO"])[0])[1]
    print(f"-- Redis {version} (Debian)")
    lettered = re.search(r"^B:", open(path).read(), re.M)
    for line in open(path).read().splitlines():
        line = re.sub(r"\s+# .*", "", line)
        if not line or line.startswith("#"):
            continue
        if line.startswith("sleep "):
            print(f"({line})")
            time.sleep(float(line[6:]))
            continue
        name, command = re.match(r"(?:(\w): ?)?(.*)", line).groups()
        name = name or "A"
        if name not in sessions:
            sessions[name] = Session(host, port)
        words = [word for word in shlex.split(command)]
        said = sessions[name].ask(words) if words else \
            sessions[name].pushed()
        prompt = f"{name}> " if lettered else "> "
        print(prompt + (command or "(what was pushed)"))
        for text in said:
            print(textwrap.fill(text, WIDTH, subsequent_indent="   ",
                                drop_whitespace=False))


main(*sys.argv[1:])
