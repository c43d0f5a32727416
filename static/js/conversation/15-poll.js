// Where sockets do not get through, looking is how the conversation goes on.
const { live, thread } = porchlight;
const POLL = 5000;    // ms between two looks while the socket is not open
const SOON = 1000;    // ms that the socket has to come back before a look
const SELDOM = 30000; // ms between two looks while the thread is out of sight or nothing can be reached
let pause = POLL, next, looking = false;

async function poll() {
  if (looking) return;
  clearTimeout(next);
  looking = true;
  if (live.isOpen() || !thread.section() || document.hidden) pause = POLL;
  else if (await thread.look()) pause = thread.shown() ? POLL : SELDOM;
  else pause = Math.min(pause * 2, SELDOM);
  looking = false;
  next = setTimeout(poll, pause);
}
next = setTimeout(poll, POLL);

function soon() {
  clearTimeout(next);
  next = setTimeout(poll, SOON);
}
addEventListener("online", soon);
document.addEventListener("visibilitychange", soon);
document.addEventListener("conversation:opened", soon);
// The socket was open before this script was here: whatever came between is fetched.
thread.begun(thread.look);
