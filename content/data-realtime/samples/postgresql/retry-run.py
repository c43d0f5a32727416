"""Runs retry.py with eight people who all want to leave at once."""
import threading

import psycopg2

from retry import leave, serializable

names = ["ana", "bo", "cy", "di", "ed", "flo", "gus", "hal"]
start, results = threading.Barrier(len(names)), []


def person(who):
    connection = psycopg2.connect("")
    start.wait()
    results.append(serializable(connection, lambda c: leave(c, who)))


setup = psycopg2.connect("")
setup.autocommit = True
cursor = setup.cursor()
cursor.execute("CREATE TABLE shift"
               " (who text PRIMARY KEY, on_call bool NOT NULL)")
for name in names:
    cursor.execute("INSERT INTO shift VALUES (%s, true)", (name,))
threads = [threading.Thread(target=person, args=(name,)) for name in names]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print("8 people ask at once")
for verdict in ("leaves", "stays"):
    print(f"{verdict:<7}{sum(said == verdict for said, _ in results)}")
print("more than one attempt:", any(n > 1 for _, n in results))
cursor.execute("SELECT count(*) FROM shift WHERE on_call")
print(f"on call in the end: {cursor.fetchone()[0]}")
