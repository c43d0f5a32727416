import { createServer } from "node:http";
import { Server } from "socket.io";
import { io } from "socket.io-client";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const once = (emitter, name) => new Promise((done) =>
  emitter.once(name, (...what) => done(what[0])));
const http = createServer();
const server = new Server(http);          // maxHttpBufferSize is 1e6
await new Promise((done) => http.listen(0, done));
const url = `http://127.0.0.1:${http.address().port}`;

async function pair() {
  const joined = once(server, "connection");
  const client = io(url, { transports: ["websocket"], forceNew: true,
                           reconnection: false });
  const socket = await joined;
  await (client.connected || once(client, "connect"));
  return { client, socket };
}

// A burst of 100 positions, sent in one go to a healthy reader.
{
  const { client, socket } = await pair();
  let kept = 0, skipped = 0;
  client.on("skipped", () => skipped++);
  const last = new Promise((done) =>
    client.on("kept", () => { if (++kept === 100) done(); }));
  for (let n = 0; n < 100; n++) socket.volatile.emit("skipped", n);
  for (let n = 0; n < 100; n++) socket.emit("kept", n);
  await last;                             // and so all that came before
  console.log(`burst of 100: plain ${kept}, volatile ${skipped}`);
  client.close();
}

// A reader that stops reading, while 40 MB are sent to it.
{
  const { client, socket } = await pair();
  client.io.engine.transport.ws._socket.pause();
  const held = () => socket.conn.transport.socket.bufferedAmount;
  for (let n = 0; n < 40; n++) socket.emit("frame", Buffer.alloc(1e6));
  await pause(300);
  console.log(`slow reader: connected ${socket.connected},`,
    `more than 30 MB held: ${held() > 30e6}`);
  if (held() > 8e6) socket.disconnect(true);       // what I would add
  console.log(`  cut: connected ${socket.connected}`);
  client.close();
}

// A message above the limit takes the whole connection with it.
for (const size of [999_000, 1_100_000]) {
  const { client, socket } = await pair();
  socket.on("file", (bytes, answer) => answer(bytes.length));
  const gone = once(socket, "disconnect");
  const told = await client.timeout(500)
    .emitWithAck("file", Buffer.alloc(size))
    .catch((error) => error.message);
  console.log(`binary ${size}: ${told}`);
  if (!client.connected) console.log(`  server says: ${await gone}`);
  client.close();
}
process.exit();
