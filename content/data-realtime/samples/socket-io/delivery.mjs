import { createServer } from "node:http";
import { Server } from "socket.io";
import { io as connect } from "socket.io-client";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const once = (emitter, name) =>
  new Promise((done) => emitter.once(name, done));

async function session(work, { options, retries, joined }) {
  const http = createServer();
  const server = new Server(http, options);
  await new Promise((done) => http.listen(0, done));
  server.on("connection", (socket) => {
    if (!socket.recovered) socket.join("order:7");
    joined?.(socket);
  });
  const url = `http://127.0.0.1:${http.address().port}`;
  const client = connect(url, {
    transports: ["websocket"], reconnectionDelay: 200, ...retries,
  });
  await once(client, "connect");
  await work(server, client);
  client.close();
  await server.close();
}

// A client loses its connection while three events are sent.
async function gap(server, client) {
  const seen = [];
  client.on("note", (n) => seen.push(n));
  server.to("order:7").emit("note", 1);
  await pause(50);
  client.io.engine.close();              // the network goes away
  await pause(50);
  for (const n of [2, 3, 4]) server.to("order:7").emit("note", n);
  await once(client, "connect");         // and comes back
  server.to("order:7").emit("note", 5);
  await pause(100);
  const recovered = client.recovered ?? false;
  console.log(`  saw ${seen.join(" ")}, recovered: ${recovered}`);
}
console.log("default");
await session(gap, { options: {} });
console.log("connectionStateRecovery");
await session(gap, { options: { connectionStateRecovery: {} } });

// The server stores a message, but its first answer comes too late.
let runs = 0;
const stored = new Map();
function joined(socket) {
  socket.on("say", async ({ id, text }, answer) => {
    runs++;
    stored.set(id, text);                // a repeated id changes nothing
    if (runs === 1) await pause(300);
    answer("stored");
  });
}
async function late(_, client) {
  const told = await client.emitWithAck("say", { id: "a1", text: "hi" });
  console.log(`  handler ran ${runs} times, messages ${stored.size},`,
    `client told: ${told}`);
}
console.log("retries: 3, ackTimeout: 200");
const retries = { retries: 3, ackTimeout: 200 };
await session(late, { options: {}, retries, joined });
