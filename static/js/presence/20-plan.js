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
  known: new Map([...svg.querySelectorAll(".who")].map(dot => [dot.dataset.dot, dot])),
}));
const blank = document.getElementById("plan-dot").content.querySelector(".who");

const points = room => {
  const numbers = room.dataset.way.split(" ").map(Number);
  return numbers.flatMap((x, i) => i % 2 ? [] : [{ x, y: numbers[i + 1] }]);
};
const at = dot => {
  const { e, f } = new DOMMatrix(getComputedStyle(dot).transform);
  return { x: e, y: f };
};

// route leads out of one room and into another, through their doors and what they share.
function route(from, to, room, next) {
  const out = room === next ? [] : points(room), back = room === next ? [] : points(next);
  while (out.length && back.length && out.at(-1).x === back.at(-1).x && out.at(-1).y === back.at(-1).y) out.pop(), back.pop();
  if (!out.length && back.length > 2 && Math.abs(from.y - back[1].y) < SAME) back.length = 2; // along the corridor that they stand in
  if (!back.length && out.length > 2 && Math.abs(to.y - out[1].y) < SAME) out.length = 2;
  return [from, ...out, ...back.reverse(), to];
}

function walk(dot, way) {
  const far = way.map((p, i) => i && Math.hypot(p.x - way[i - 1].x, p.y - way[i - 1].y));
  const all = far.reduce((sum, part) => sum + part);
  if (!all) return;
  let gone = 0;
  const frames = way.map(({ x, y }, i) => ({ transform: `translate(${x}px, ${y}px)`, offset: Math.min(1, (gone += far[i]) / all) }));
  dot.animate(frames, { duration: Math.min(LONGEST, Math.max(SHORTEST, all / PACE)), easing: "ease-in-out" });
}

// show brings a dot to what the server says of it.
function show(news) {
  const { dot: key, in: room, visitor, spots } = news.dataset;
  const all = spots.split(" ");
  for (const [i, { svg, dots, rooms, known }] of drawings.entries()) {
    const [x, y, radius, anchor] = all.slice(4 * i);
    const drawn = svg.checkVisibility() && !still.matches;
    let dot = known.get(key);
    if (!dot) {
      dot = blank.cloneNode(true);
      dot.dataset.dot = key;
      dot.setAttribute("tabindex", -1);
      dot.setAttribute("href", dot.getAttribute("href") + visitor);
      known.set(key, dot);
      dots.append(dot);
      if (drawn) dot.animate({ opacity: [0, 1] }, FADE);
    } else if (drawn) {
      walk(dot, route(at(dot), { x: +x, y: +y }, rooms[dot.dataset.in], rooms[room]));
    }
    dot.dataset.in = room;
    dot.setAttribute("transform", `translate(${x} ${y})`);
    dot.classList.toggle("hidden", "hidden" in news.dataset);
    dot.classList.toggle("talking", "talking" in news.dataset);
    dot.firstElementChild.setAttribute("transform", `scale(${radius})`);
    const label = dot.lastElementChild;
    label.setAttribute("text-anchor", anchor);
    label.textContent = news.textContent;
  }
}

function leave(key) {
  for (const { svg, rooms, known } of drawings) {
    const dot = known.get(key);
    if (!dot) continue;
    known.delete(key);
    if (dot === document.activeElement) rooms[dot.dataset.in].focus();
    if (svg.checkVisibility() && !still.matches) dot.animate({ opacity: 0 }, { duration: FADE, fill: "forwards" }).onfinish = () => dot.remove();
    else dot.remove();
  }
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
  plan.toggleAttribute("data-crowded", "crowded" in news.dataset);
  news.querySelectorAll("[data-room]").forEach(count);
  const dots = [...news.querySelectorAll("i[data-dot]")];
  dots.forEach(show);
  for (const { dataset } of news.querySelectorAll("s")) leave(dataset.dot);
  if (!("whole" in news.dataset)) return;
  const here = new Set(dots.map(dot => dot.dataset.dot));
  for (const key of [...drawings[0].known.keys()]) if (!here.has(key)) leave(key);
});

// One Tab leads from room to room; the arrow keys go from visitor to visitor in it, and Escape goes back to the room.
for (const { known } of drawings) for (const dot of known.values()) dot.setAttribute("tabindex", -1);
plan.addEventListener("keydown", event => {
  const link = event.target.closest(".room, .who");
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const { rooms, known } = drawings.find(({ svg }) => svg.contains(link)) ?? {};
  if (!rooms || event.altKey || event.ctrlKey || event.metaKey) return;
  const room = link.dataset.room ?? link.dataset.in;
  if (event.key === "Escape" && link !== rooms[room]) return rooms[room].focus();
  if (!step) return;
  const inside = [...known.values()].filter(dot => dot.dataset.in === room);
  if (!inside.length) return;
  event.preventDefault();
  const now = inside.indexOf(link);
  inside[now < 0 ? (step > 0 ? 0 : inside.length - 1) : (now + step + inside.length) % inside.length].focus();
});
