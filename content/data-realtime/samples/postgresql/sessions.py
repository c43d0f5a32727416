"""Runs a .sql file whose statements are marked /*A*/ or /*B*/, each in a
session of its own, and prints what every session was told, in order.

    python3 sessions.py lost-update.sql > lost-update.out
"""
import re
import sys
import textwrap
import threading

import psycopg2

WIDTH = 76


def main(path):
    sessions, waiting = {}, {}
    version = None
    for name, sql in re.findall(r"/\*(\w)\*/\s*(.*?);[ \t]*(?:--[^\n]*)?$",
                                open(path).read(), re.M | re.S):
        if name not in sessions:
            sessions[name] = psycopg2.connect("")
            sessions[name].autocommit = True
        if version is None:
            version = tell(sessions[name], "SHOW server_version")[0]
            print("-- PostgreSQL", re.sub(r" \((\w+).*", r" (\1)", version))
        answer = []
        thread = threading.Thread(
            target=lambda: answer.extend(tell(sessions[name], sql)))
        thread.start()
        thread.join(0.4)
        show(name, sql, ["… waits"] if thread.is_alive() else answer)
        if thread.is_alive():
            waiting[name] = (thread, sql, answer)
        for other, (late, text, said) in list(waiting.items()):
            late.join(0.4)
            if not late.is_alive():
                show(other, text, said)
                del waiting[other]


def tell(session, sql):
    cursor = session.cursor()
    session.notices.clear()
    try:
        cursor.execute(sql)
    except psycopg2.Error as error:
        first = error.pgerror.splitlines()[0]
        return [first.replace("ERROR:  ", f"ERROR {error.pgcode}: ")]
    notices = "".join(session.notices).splitlines()
    if cursor.description is None:
        return notices + [cursor.statusmessage]
    rows = cursor.fetchall()
    return [", ".join(str(value) for value in row) for row in rows]


def show(name, sql, answer):
    text = f"{name}  {' '.join(sql.split())}"
    text = text if len(text) <= 50 else text[:49] + "…"
    if len(answer) == 1 and len(answer[0]) + 54 <= WIDTH:
        print(f"{text:<51}→ {answer[0]}")
        return
    print(text)
    for line in answer:
        print(textwrap.fill(line, WIDTH, initial_indent="   → ",
                            subsequent_indent="     "))


main(sys.argv[1])
