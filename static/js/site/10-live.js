// The page's one socket: opened once, watched, opened again whenever the server can be reached.
const SLOWEST = 5000;   // ms between the beginnings of two tries, at most
const FIRST = 400;      // ms before the second try; doubles from there
const LATE = 14000;     // ms without a word after which a beat (every 12 s) is missing
const ANSWER = 1000;    // ms that a doubted socket has to answer
const HANDSHAKE = 5000; // ms that a handshake may take, and hold up those of other tabs
const STOP = 60000;     // ms that a page told to stop keeps away
const GLANCE = 1000;    // ms between two looks at the socket
const LASTS = 4000;     // ms after which a state is more than a moment, and is read out

const root = document.documentElement;
const body = document.body;
const referrer = document.referrer && new URL(document.referrer).host;
const staff = body.classList.contains("page-staff");
let socket, opening = false, named = false, tries = 0, timer, probe, news, heard = 0, answered = 0, began = 0, barred = 0, glanced = Date.now(), away = false;

const live = porchlight.live = {
  place: body.dataset.at,
  told: undefined, // the place that the socket was opened at
  after: document.getElementById("log")?.dataset.rev, // the rev up to which this page has the conversation; undefined: it shows none

  // send gives a frame to the server; false when there is no open socket.
  send(frame) {
    if (!live.isOpen()) return false;
    socket.send(JSON.stringify(frame));
    return true;
  },

  // reconnect opens the socket anew, as after an answer that gave the browser its name.
  reconnect() { drop(); now(); },

  // isOpen says whether frames come.
  isOpen: () => socket?.readyState === WebSocket.OPEN,

  // doubt asks the server for a word. A socket that does not bring it is given up, whatever else it brings: it may carry one
  // way only.
  doubt() {
    const mine = socket, asked = Date.now();
    if (probe || !live.send({ type: "hear" })) return;
    probe = setTimeout(() => {
      probe = undefined;
      if (mine === socket && answered < asked) live.reconnect();
    }, ANSWER);
  },
};

function address() {
  const query = new URLSearchParams({ at: live.place });
  if (live.after !== undefined) query.set("after", live.after);
  if (referrer && referrer !== location.host) query.set("from", referrer);
  if (heard) query.set("again", 1); // this page had a socket before
  return `${location.origin.replace(/^http/, "ws")}/live?${query}`;
}

async function connect() {
  if (!live.place || socket || opening || away || Date.now() < barred) return;
  clearTimeout(timer);
  if (named) return open();
  opening = true;
  await inTurn(() => new Promise(open));
  opening = false;
  if (!socket && !away) later(); // dropped in the middle of its handshake
}

// The first handshake names the browser, so the tabs of one browser take turns. None waits for one that sleeps.
async function inTurn(handshake) {
  try {
    await navigator.locks.request("porchlight-handshake", { signal: AbortSignal.timeout(HANDSHAKE) }, handshake);
  } catch {
    await handshake();
  }
}

function open(done) {
  if (away) return done?.();
  const mine = socket = new WebSocket(address());
  live.told = live.place;
  began = Date.now();
  mine.onopen = () => {
    heard = Date.now();
    named = true;
    show("live");
    document.dispatchEvent(new CustomEvent("live:open"));
    done?.();
  };
  mine.onmessage = event => {
    if (mine !== socket) return;
    heard = Date.now();
    tries = 0;
    if (event.data === "<!--heard-->") answered = heard;
    else if (event.data !== "<!--beat-->") take(event.data);
  };
  mine.onclose = event => {
    done?.();
    if (mine !== socket) return;
    socket = undefined;
    if (event.code === 1000) named = false; // who this browser is was erased: its tabs take turns again
    if (event.code !== 1008) later();
    else if (staff) location.reload(); // the session is over: the page asks for a login
    else { // told to stop: the conversation goes on by post and poll
      barred = Date.now() + STOP;
      timer = setTimeout(connect, STOP);
      show("offline");
    }
  };
}

// later tries again, the sooner the longer the last try took.
function later() {
  show(navigator.onLine ? "reconnecting" : "offline");
  clearTimeout(timer);
  const pause = Math.min(SLOWEST, FIRST * 2 ** tries++) * (.5 + Math.random() / 2);
  timer = setTimeout(connect, Math.max(FIRST / 2, began + pause - Date.now()));
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

// show says how things are: live, reconnecting or offline. It never says live while that is untrue. Who listens to the
// page hears of what lasts, and of its end.
function show(state) {
  if (state === root.dataset.live) return;
  root.dataset.live = state;
  if (state !== "live") delete root.dataset.lamp; // the owner may have left: the next socket says
  const line = document.getElementById("link-news");
  clearTimeout(news);
  if (line) news = setTimeout(() => { if (state !== "live" || line.textContent) line.textContent = state; }, LASTS);
}

// take hands a frame round, and lets htmx swap the partials in it.
function take(text) {
  const frame = porchlight.html(text);
  document.dispatchEvent(new CustomEvent("live:frame", { detail: frame }));
  if (frame.querySelector("hx-partial")) htmx.swap({ text, sourceElement: body, target: body, swap: "none" });
}

// look is for when the tab comes to the front, wakes or changes its network: what was true before may not be so now. A
// page that the browser froze is hidden and shown again, or finds its socket closed.
function look() {
  if (document.hidden) return;
  tries = 0; // a handshake under way may be one from before, and fail: the next follows soon
  const since = Date.now() - (live.isOpen() ? heard : began);
  if (!socket) now();
  else if (since > (live.isOpen() ? LATE : ANSWER)) live.reconnect();
  else live.doubt();
}

setInterval(() => {
  const slept = Date.now() - glanced > SLOWEST;
  glanced = Date.now();
  if (slept) look();
  if (live.isOpen() && Date.now() - heard > LATE) live.doubt();
  if (socket?.readyState === WebSocket.CONNECTING && Date.now() - began > HANDSHAKE) { drop(); later(); }
}, GLANCE);

addEventListener("online", look);
addEventListener("offline", () => { drop(); later(); });
addEventListener("pagehide", () => { away = true; clearTimeout(timer); drop(); }); // an open socket would keep the page out of the back/forward cache
addEventListener("pageshow", () => { away = false; now(); });
document.addEventListener("visibilitychange", look);
navigator.connection?.addEventListener("change", look);

connect();
