// Logging out takes along what was written in the inbox and not sent, before the form goes: whoever sits here next is not to read it, also
// where the site cannot be reached. What one wrote as a visitor stays, and so does an answer whose session ran out.
const disk = porchlight.store("localStorage");
const OURS = /^porchlight\.(draft|outbox):\/inbox\//;

document.addEventListener("submit", event => {
  if (!event.target.matches(".leave")) return;
  for (const key of Object.keys(disk).filter(key => OURS.test(key))) disk.removeItem(key);
});
