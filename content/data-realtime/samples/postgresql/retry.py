import random
import time

from psycopg2.errors import DeadlockDetected, SerializationFailure


def serializable(connection, work, attempts=20):
    """Runs the whole of work again until it commits."""
    connection.set_session(isolation_level="SERIALIZABLE")
    for attempt in range(1, attempts + 1):
        try:
            with connection, connection.cursor() as cursor:
                return work(cursor), attempt
        except (SerializationFailure, DeadlockDetected):
            if attempt == attempts:
                raise
            time.sleep(random.uniform(0, 0.01 * attempt))


def leave(cursor, who):
    cursor.execute("SELECT count(*) FROM shift WHERE on_call")
    if cursor.fetchone()[0] < 2:
        return "stays"
    cursor.execute("UPDATE shift SET on_call = false WHERE who = %s",
                   (who,))
    return "leaves"
