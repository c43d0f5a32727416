import { createServer } from "node:http";
import { createClient } from "redis";
import { Server } from "socket.io";
import { io } from "socket.io-client";
import { createAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter }
  from "@socket.io/redis-streams-adapter";
import { wire } from "./wire.mjs";

const redis = new URL(process.env.REDIS_URL);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const until = async (so) => { while (!so()) await pause(10); };

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
  const line = await wire(redis);       // it can be cut
  const a = await node(adapter, redis.href);
  const b = await node(adapter, line.url);
  await pause(500);                     // both nodes have found Redis
  const say = (n) => a.server.to("order:7").emit("note", n);
  for (let n = 0; n < first; n++) say("first");
  await until(() => b.seen.length === first);
  line.cut();                           // node B alone loses Redis
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
