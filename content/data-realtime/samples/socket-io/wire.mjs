import { connect, createServer } from "node:net";

// wire listens where REDIS_URL can be reached through a line that can be
// cut, and put together again.
export async function wire(redis) {
  const ends = new Set();
  let whole = true;
  const proxy = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(redis.port || 6379, redis.hostname);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) ends.add(end.on("error", () => {}));
  });
  await new Promise((done) => proxy.listen(0, "127.0.0.1", done));
  const url = new URL(redis);
  url.hostname = "127.0.0.1";
  url.port = proxy.address().port;
  return {
    url: url.href,
    cut() { whole = false; for (const end of ends) end.destroy(); },
    mend() { whole = true; },
    close() { this.cut(); proxy.close(); },
  };
}
