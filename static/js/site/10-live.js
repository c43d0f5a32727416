// The page's one socket: opened once, watched, opened again whenever the server can be reached.
const SLOWEST = 5000;   // ms between two tries, at most
const FIRST = 400;      // ms before the second try; doubles from there
const SILENCE = 26000;  // ms without a word after which two beats (12 s) were missed
const NAP = 14000;      // ms without a word after which a tab that comes to the front does not believe its socket
const HANDSHAKE = 5000; // ms that a handshake may hold up those of other tabs

const body = document.body;
const staff = body.classList.contains("page-staff");
let socket, opening = false, tries = 0, timer, heard = 0, began = 0, stopped = false, away = false;

const live = porchlight.live = {
  place: body.dataset.at,
  after: document.getElementById("log")?.dataset.rev, // the rev up to which this page has the conversation; undefined: it shows none

  // send gives a frame to the server; false when there is no open socket.
  send(frame) {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  },

  // reconnect opens the socket anew, as after an answer that gave the browser its name.
  reconnect() { drop(); now(); },

  // isOpen says whether frames come.
  isOpen: () => socket?.readyState === WebSocket.OPEN,
};

function address() {
  const query = new URLSearchParams({ at: live.place });
  if (live.after !== undefined) query.set("after", live.after);
  return `${location.origin.replace(/^http/, "ws")}/live?${query}`;
}

// The first handshake names the browser, so the tabs of one browser take turns.
async function connect() {
  clearTimeout(timer);
  if (!live.place || socket || opening || stopped || away) return;
  opening = true;
  const turn = () => new Promise(done => {
    setTimeout(done, HANDSHAKE);
    open(done);
  });
  await (navigator.locks ? navigator.locks.request("porchlight-handshake", turn) : turn());
  opening = false;
  if (!socket && !away) later(); // dropped in the middle of its handshake
}

function open(done) {
  const mine = socket = new WebSocket(address());
  began = Date.now();
  mine.onopen = () => {
    heard = Date.now();
    show("live");
    document.dispatchEvent(new CustomEvent("live:open"));
    done();
  };
  mine.onmessage = event => {
    heard = Date.now();
    tries = 0;
    if (event.data !== "<!--beat-->") take(event.data);
  };
  mine.onclose = event => {
    done();
    if (mine !== socket) return;
    socket = undefined;
    stopped = event.code === 1008; // told to stop: the conversation goes on by post and poll
    if (stopped && staff) location.reload(); // the session is over: the page asks for a login
    else if (stopped) show("offline");
    else later();
  };
}

function later() {
  show(navigator.onLine ? "reconnecting" : "offline");
  clearTimeout(timer);
  timer = setTimeout(connect, Math.min(SLOWEST, FIRST * 2 ** tries++) * (.5 + Math.random() / 2));
}

function drop() {
  if (!socket) return;
  const old = socket;
  socket = undefined;
  old.close(1000);
  show("reconnecting");
}

function now() {
  tries = 0;
  connect();
}

// show says how things are: live, reconnecting or offline. It never says live while that is untrue.
function show(state) {
  document.documentElement.dataset.live = state;
  for (const element of document.querySelectorAll("[data-link-state]")) element.textContent = state === "live" ? "" : state;
}

// take hands a frame round, and lets htmx swap the partials in it.
function take(text) {
  const frame = porchlight.html(text);
  document.dispatchEvent(new CustomEvent("live:frame", { detail: frame }));
  if (frame.querySelector("hx-partial")) htmx.swap({ text, sourceElement: body, target: body, swap: "none" });
}

setInterval(() => {
  const silent = socket?.readyState === WebSocket.OPEN && Date.now() - heard > SILENCE;
  const stuck = socket?.readyState === WebSocket.CONNECTING && Date.now() - began > HANDSHAKE;
  if (silent || stuck) { drop(); later(); }
}, 2000);

addEventListener("online", now);
addEventListener("offline", () => { drop(); show("offline"); });
addEventListener("pagehide", () => { away = true; drop(); }); // an open socket would keep the page out of the back/forward cache
addEventListener("pageshow", () => { away = false; now(); });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  if (live.isOpen() && Date.now() - heard > NAP) drop();
  if (!socket) now();
});

connect();
