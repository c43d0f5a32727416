import { createServer } from "node:http";
import { Server } from "socket.io";
import { io } from "socket.io-client";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const once = (emitter, name) =>
  new Promise((done) => emitter.once(name, done));
const users = new Map([["t1", "ann"]]);   // the sessions that are good

async function service(recovery) {
  const http = createServer();
  const server = new Server(http, { connectionStateRecovery: recovery });
  let asked = 0;
  server.use((socket, next) => {
    asked++;
    const user = users.get(socket.handshake.auth.token);
    if (!user) return next(new Error("signed out"));
    socket.data.user = user;
    next();
  });
  server.on("connection", (socket) => {
    if (!socket.recovered) socket.join(`user:${socket.data.user}`);
    socket.on("say", (text, answer) => answer("taken"));
    socket.emit("hello");                 // gives recovery its position
  });
  server.of("/admin").on("connection", () => {});
  await new Promise((done) => http.listen(0, done));
  const url = `http://127.0.0.1:${http.address().port}`;
  const client = io(url, { auth: { token: "t1" }, reconnectionDelay: 100 });
  await once(client, "hello");
  return { server, client, url, asked: () => asked };
}

async function revoked(name, recovery) {
  users.set("t1", "ann");
  const { server, client, url, asked } = await service(recovery);
  users.delete("t1");                     // the session ends elsewhere
  const told = await client.timeout(500).emitWithAck("say", "hi");
  console.log(`${name}\n  session gone, still connected: ${told}`);
  client.io.engine.close();               // the line breaks, comes back
  const back = await Promise.race([
    once(client, "connect").then(() => `recovered ${client.recovered}`),
    once(client, "connect_error").then((error) => error.message),
  ]);
  console.log(`  after a broken line: ${back}; middleware ran: ${asked()}`);
  client.close();
  if (recovery?.skipMiddlewares === false) await mends(server, url);
  await server.close();
}

async function mends(server, url) {
  const other = io(`${url}/admin`, { forceNew: true });
  await once(other, "connect");
  console.log("namespace /admin, no token: connected");
  other.close();

  users.set("t2", "ben");
  const ben = io(url, { auth: { token: "t2" }, forceNew: true });
  await once(ben, "hello");
  const closed = once(ben, "disconnect");
  users.delete("t2");
  server.in("user:ben").disconnectSockets(true);   // on every node
  console.log("sign-out closes the room:", await closed);
  await pause(100);
  ben.close();
}
await revoked("recovery, as shipped", {});
await revoked("skipMiddlewares: false", { skipMiddlewares: false });
process.exit();
