import { createServer } from "node:http";
import { connect, createServer as listen } from "node:net";
import { createClient } from "redis";
import { Server } from "socket.io";
import { io } from "socket.io-client";
import { createAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter }
  from "@socket.io/redis-streams-adapter";

const redis = new URL(process.env.REDIS_URL);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const until = async (so) => { while (!so()) await pause(10); };

// A wire to Redis that can be cut, and put together again.
async function wire() {
  const ends = new Set();
  let whole = true;
  const proxy = listen((near) => {
    if (!whole) return near.destroy();
    const far = connect(redis.port || 6379, redis.hostname);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) ends.add(end.on("error", () => {}));
  });
  await new Promise((done) => proxy.listen(0, "127.0.0.1", done));
  return {
    url: `redis://127.0.0.1:${proxy.address().port}`,
    cut() { whole = false; for (const end of ends) end.destroy(); },
    mend() { whole = true; },
    close() { this.cut(); proxy.close(); },
  };
}

// One node of the service, and one reader connected to it.
async function node(adapter, url) {
  const client = createClient({
    url, socket: { reconnectStrategy: 50 },
  }).on("error", () => {});
  await client.connect();
  const http = createServer();
  const server = new Server(http, { adapter: await adapter(client) });
  await new Promise((done) => http.listen(0, done));
  server.on("connection", (socket) => socket.join("order:7"));
  const reader = io(`http://127.0.0.1:${http.address().port}`);
  const seen = [];
  reader.on("note", (n) => seen.push(n));
  await until(() => reader.connected);
  return { server, seen, reader };
}

async function gap(name, adapter, missed, first = 1) {
  const line = await wire();
  const a = await node(adapter, redis.href);
  const b = await node(adapter, line.url);
  await pause(500);                       // both nodes have found Redis
  const say = (n) => a.server.to("order:7").emit("note", n);
  for (let n = 0; n < first; n++) say("first");
  await until(() => b.seen.length === first);
  line.cut();                             // node B alone loses Redis
  await pause(100);
  for (let n = 1; n <= missed; n++) say(n);
  await pause(300);
  line.mend();
  await pause(1000);
  say("last");
  await until(() => b.seen.includes("last"));
  console.log(`${name}, ${missed} sent in the gap`);
  for (const [which, { seen }] of [["A", a], ["B", b]])
    console.log(`  reader on ${which}: gets`, seen.length < 10
      ? seen.join(" ")
      : seen.length === first + missed + 1 ? "all" : "only some");
  for (const { reader } of [a, b]) reader.close();
  line.close();
}

const pubsub = async (client) => {
  const sub = client.duplicate().on("error", () => {});
  await sub.connect();
  return createAdapter(client, sub);
};
const streams = (maxLen) => (client) =>
  createStreamsAdapter(client, { streamName: `notes-${maxLen}`, maxLen });

await gap("Pub/Sub adapter", pubsub, 3);
await gap("Streams adapter", streams(10_000), 3);
await gap("Streams adapter, maxLen 100", streams(100), 1000);
await gap("Streams adapter, nothing before", streams(20_000), 3, 0);
process.exit();
