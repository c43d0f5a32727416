// A broadcast on socket.io with the ws engine, set as its own page on memory usage advises.
const http = require("http");
const { Server } = require("socket.io");

const server = http.createServer((request, response) => {
  if (request.method !== "POST" || request.url !== "/publish") {
    if (!request.url.startsWith("/socket.io/")) response.writeHead(404).end();
    return;
  }
  let message = "";
  request.setEncoding("utf8");
  request.on("data", (part) => (message += part));
  request.on("end", () => {
    io.emit("chat", message);
    response.writeHead(204).end();
  });
});
const io = new Server(server, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });
io.engine.on("connection", (socket) => { socket.request = null; });
server.listen({ port: Number(process.env.PORT), host: "127.0.0.1", backlog: 4096 });
