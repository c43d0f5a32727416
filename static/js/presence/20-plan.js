// The floor plan, live: rooms tell how many are there, and dots walk to where the server says that they stand.
const PACE = .45;                  // units of the drawing that a dot walks in a ms
const SHORTEST = 350, LONGEST = 1800, FADE = 300; // ms
const SAME = 45;                   // units between two heights in one corridor, at most

const plan = document.getElementById("plan");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const drawings = [...plan.querySelectorAll("[data-drawing]")].map(svg => ({
  svg,
  dots: svg.querySelector(".dots"),
  rooms: [...svg.querySelectorAll(".room")],
  known: new Map([...svg.querySelectorAll(".who")].map(dot => [dot.dataset.dot, { dot, at: placed(dot) }])), // by key
}));
const blank = document.getElementById("plan-dot").content.querySelector(".who");

// placed is where a dot stands, and now where it is while it walks.
function placed(dot) {
  const [x, y] = dot.getAttribute("transform").match(/[\d.]+/g).map(Number);
  return { x, y };
}
function now({ dot, at, walk }) {
  if (walk?.playState !== "running") return at;
  const { e, f } = new DOMMatrix(getComputedStyle(dot).transform);
  return { x: e, y: f };
}

const points = room => {
  const numbers = room.dataset.way.split(" ").map(Number);
  return numbers.flatMap((x, i) => i % 2 ? [] : [{ x, y: numbers[i + 1] }]);
};
// route leads out of one room and into another, through their doors and what they share.
function route(from, to, room, next) {
  const out = room === next ? [] : points(room), back = room === next ? [] : points(next);
  while (out.length && back.length && out.at(-1).x === back.at(-1).x && out.at(-1).y === back.at(-1).y) out.pop(), back.pop();
  if (!out.length && back.length > 2 && Math.abs(from.y - back[1].y) < SAME) back.length = 2; // along the corridor that they stand in
  if (!back.length && out.length > 2 && Math.abs(to.y - out[1].y) < SAME) out.length = 2;
  return [from, ...out, ...back.reverse(), to];
}

// walk animates a dot along a way, unless it stands there already.
function walk(dot, way) {
  const far = way.map((p, i) => i && Math.hypot(p.x - way[i - 1].x, p.y - way[i - 1].y));
  const all = far.reduce((sum, part) => sum + part);
  if (!all) return;
  let gone = 0;
  const frames = way.map(({ x, y }, i) => ({ transform: `translate(${x}px, ${y}px)`, offset: Math.min(1, (gone += far[i]) / all) }));
  return dot.animate(frames, { duration: Math.min(LONGEST, Math.max(SHORTEST, all / PACE)), easing: "ease-in-out" });
}

// show brings a dot of a drawing to what the server says of it; seen: somebody sees it move.
function show({ dots, rooms, known }, seen, { dataset, textContent }, [x, y, radius, anchor]) {
  const { dot: key, in: room, visitor } = dataset;
  const to = { x: +x, y: +y };
  let one = known.get(key);
  if (!one) {
    one = { dot: blank.cloneNode(true), at: to };
    known.set(key, one);
    one.dot.dataset.dot = key;
    one.dot.setAttribute("tabindex", -1);
    one.dot.setAttribute("href", one.dot.getAttribute("href") + visitor);
    dots.append(one.dot);
    if (seen) one.dot.animate({ opacity: [0, 1] }, FADE);
  } else if (seen) {
    one.walk = walk(one.dot, route(now(one), to, rooms[one.dot.dataset.in], rooms[room])) ?? one.walk;
  }
  const { dot } = one;
  one.at = to;
  dot.dataset.in = room;
  dot.setAttribute("transform", `translate(${x} ${y})`);
  dot.classList.toggle("hidden", "hidden" in dataset);
  dot.classList.toggle("talking", "talking" in dataset);
  dot.firstElementChild.setAttribute("transform", `scale(${radius})`);
  dot.lastElementChild.setAttribute("text-anchor", anchor);
  dot.lastElementChild.textContent = textContent;
}

function leave({ rooms, known }, seen, key) {
  const { dot } = known.get(key) ?? {};
  if (!dot) return;
  known.delete(key);
  if (dot === document.activeElement) rooms[dot.dataset.in].focus();
  if (seen) dot.animate({ opacity: 0 }, { duration: FADE, fill: "forwards" }).onfinish = () => dot.remove();
  else dot.remove();
}

function count({ dataset: { room, own, grain = 0 }, textContent: number }) {
  for (const { rooms } of drawings) {
    const element = rooms[room];
    const set = (name, text) => { const shown = element.querySelector(name); if (shown && shown.textContent !== text) shown.textContent = text; };
    set(".count", number);
    set(".many", number);
    set(".own", own ?? number);
    element.classList.toggle("lit", (own ?? number) !== "0");
    element.classList.toggle("empty", number === "0");
    for (const tone of element.querySelectorAll(".grain")) tone.setAttribute("stroke-width", (grain * tone.dataset.weight).toFixed(1));
  }
}

document.addEventListener("live:frame", ({ detail: frame }) => {
  const news = frame.querySelector("[data-plan]");
  if (!news) return;
  if (news.dataset.plan !== plan.dataset.plan) return location.reload(); // the site has other rooms now
  const dots = [...news.querySelectorAll("i")].map(one => [one, one.dataset.spots.split(" ")]);
  const gone = [...news.querySelectorAll("s")].map(one => one.dataset.dot);
  const here = "whole" in news.dataset && new Set(dots.map(([one]) => one.dataset.dot));
  const seen = !still.matches && drawings.find(({ svg }) => svg.checkVisibility()); // asked before anything is changed
  plan.toggleAttribute("data-crowded", "crowded" in news.dataset);
  news.querySelectorAll("[data-room]").forEach(count);
  for (const [i, drawing] of drawings.entries()) {
    for (const [one, spots] of dots) show(drawing, drawing === seen, one, spots.slice(4 * i, 4 * i + 4));
    for (const key of here ? [...drawing.known.keys()].filter(key => !here.has(key)) : gone) leave(drawing, drawing === seen, key);
  }
});

// One Tab leads from room to room; the arrow keys go from visitor to visitor in it, and Escape goes back to the room.
for (const { known } of drawings) for (const { dot } of known.values()) dot.setAttribute("tabindex", -1);
plan.addEventListener("keydown", event => {
  const link = event.target.closest(".room, .who");
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const { rooms, known } = drawings.find(({ svg }) => svg.contains(link)) ?? {};
  if (!rooms || event.altKey || event.ctrlKey || event.metaKey) return;
  const room = link.dataset.room ?? link.dataset.in;
  if (event.key === "Escape" && link !== rooms[room]) return rooms[room].focus();
  if (!step) return;
  const inside = [...known.values()].map(one => one.dot).filter(dot => dot.dataset.in === room);
  if (!inside.length) return;
  event.preventDefault();
  const from = inside.indexOf(link);
  inside[from < 0 ? (step > 0 ? 0 : inside.length - 1) : (from + step + inside.length) % inside.length].focus();
});
