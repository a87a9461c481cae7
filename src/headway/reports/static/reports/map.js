// The map: it moves and zooms, loads the parts that show, and goes from card to card by arrow keys.
// Without it the same drawing is moved by links.
const SVG = "http://www.w3.org/2000/svg";
const CARD = [256, 56];
const [COLUMN, ROW, PAD, TOP, INDENTED] = [376, 64, 24, 254, 336]; // as maps are laid out: TOP of the first cards, INDENTED the widest column
const SIZES = [20, 28, 40, 64, 100, 160];
const LARGEST = 28; // of a title above cards
const NEAR = { name: "near", width: 1504, height: 1024 }; // cards that are read
const FAR = { name: "far", width: 3008, height: 2560 }; // cards with what fits of their titles
const READABLE = 2; // units of the map on one pixel
const TITLED = 3; // from further away a card is a mark and a score
const OPENING = 0.95; // about how far away a map is opened that is too large to be read as a whole
const LEFT = 8; // where it is opened
const LEGIBLE = 2.4; // how far away a whole map may be opened
const MARKS = 5;
const NEAREST = 340;
const FEW = 300; // so few objectives are shown as marks from any distance

function startMap(box) {
  const world = box.querySelector(".world");
  const parts = box.querySelector("[data-parts]");
  const related = box.querySelector("[data-related]");
  const status = box.querySelector("[data-status]");
  const whole = { width: Number(box.dataset.width), height: Number(box.dataset.height) };
  const count = Number(box.dataset.count);
  const [x, y, width] = world.getAttribute("viewBox").split(" ").map(Number);
  const view = { x, y, width };
  const loaded = new Map(); // by place: {group, wish}
  const known = new Map(); // relatives by objective
  let current = null; // the objective whose relatives are shown
  let timer = 0;

  const scale = () => view.width / (world.clientWidth || 1);
  const height = () => world.clientHeight * scale();

  function place(next) {
    const widest = Math.max(whole.width * 1.3, (whole.height * 1.3 * world.clientWidth) / world.clientHeight);
    view.width = Math.min(Math.max(next.width ?? view.width, NEAREST), Math.max(widest, 1200));
    const clamp = (value, size, all) => Math.min(Math.max(value, -size * 0.4), all - size * 0.3);
    view.x = clamp(next.x ?? view.x, view.width, whole.width);
    view.y = clamp(next.y ?? view.y, height(), whole.height);
    world.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${height()}`);
    clearTimeout(timer);
    timer = setTimeout(settle, 90);
  }

  function zoom(times, at = { x: view.x + view.width / 2, y: view.y + height() / 2 }) {
    const before = view.width;
    view.width = Math.min(Math.max(before * times, NEAREST), 1e6);
    const by = view.width / before;
    place({ width: view.width, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by });
  }

  const fitting = () => Math.max(whole.width + 80, ((whole.height + 40) * world.clientWidth) / world.clientHeight);
  const fit = () => place({ width: fitting(), x: (whole.width - fitting()) / 2, y: -20 });

  // The whole map where its titles can be read, else its beginning: as many whole columns and rows as are read with ease.
  const open = () => {
    if (fitting() <= world.clientWidth * LEGIBLE) return fit();
    const far = (end) => Math.abs(Math.log((end - LEFT) / world.clientWidth / OPENING));
    const end = columns().reduce((best, one) => (far(one) < far(best) ? one : best));
    const high = ((end - LEFT) * world.clientHeight) / world.clientWidth;
    const above = end > 600 ? 60 : 44; // at most, so that the mission shows: it takes two lines where there is little room
    const rows = Math.max(Math.floor((high + above - TOP) / ROW), 1);
    place({ width: end - LEFT, x: LEFT, y: Math.min(TOP + rows * ROW - (ROW - CARD[1]) / 2 - high, above) });
  };

  // Where the columns of the uppermost goals end.
  function columns() {
    const goals = [...box.querySelectorAll("[data-goal]")].map((one) => ["x", "y", "width"].map((name) => Number(one.getAttribute(name))));
    const top = Math.min(...goals.map((goal) => goal[1]));
    return goals.filter((goal) => goal[1] === top).flatMap(([left, , wide]) =>
      Array.from({ length: Math.floor(wide / COLUMN) }, (_, n) => left + PAD + n * COLUMN + INDENTED + PAD / 2));
  }

  const pan = (right, down) => place({ x: view.x + right * view.width, y: view.y + down * height() });

  function detail() {
    if (scale() <= READABLE) return NEAR;
    return scale() <= MARKS || count <= FEW ? FAR : null;
  }

  // Titles grow with the distance, as far as they fit; the mission wraps where the window ends.
  function write() {
    const ends = Math.max(view.x + view.width, INDENTED);
    box.querySelector("[data-mission]")?.setAttribute("width", Math.min(ends, whole.width));
    for (const text of box.querySelectorAll("[data-fit]")) {
      const most = text.classList.contains("mm") ? 64 : detail() ? LARGEST : Number(text.dataset.fit) / 9;
      const fitting = SIZES.filter((s) => s <= Math.min(14 * scale(), most));
      text.className = text.className.replace(/fs-\d+/, `fs-${fitting.at(-1) ?? SIZES[0]}`);
    }
    world.classList.toggle("is-close", scale() <= READABLE);
    world.classList.toggle("is-far", scale() > READABLE);
    world.classList.toggle("is-farther", scale() > TITLED);
  }

  async function settle() {
    write();
    const focused = parts.contains(document.activeElement) ? document.activeElement.dataset.node : null;
    const kind = detail();
    const wanted = new Set();
    if (kind) {
      const margin = 0.15;
      const from = [view.x - view.width * margin, view.y - height() * margin];
      const to = [view.x + view.width * (1 + margin), view.y + height() * (1 + margin)];
      for (let column = Math.floor(Math.max(from[0], 0) / kind.width); column * kind.width < Math.min(to[0], whole.width); column++)
        for (let row = Math.floor(Math.max(from[1], 0) / kind.height); row * kind.height < Math.min(to[1], whole.height); row++)
          wanted.add(`${kind.name} ${column} ${row}`);
    }
    const waiting = [...wanted].filter((name) => !loaded.has(name)).map((name) => load(name, kind));
    await Promise.allSettled(waiting);
    for (const [name, part] of loaded) {
      if (wanted.has(name) || (part.group?.contains(document.activeElement) && name.startsWith(kind?.name ?? "-"))) continue;
      const held = part.group?.contains(document.activeElement) ? document.activeElement.dataset.node : null;
      part.wish.abort();
      part.group?.remove();
      loaded.delete(name);
      if (held) card(held)?.focus({ preventScroll: true });
    }
    if (kind === null || waiting.length || loaded.size) parts.querySelector("[data-part=first]")?.remove();
    if (focused && document.activeElement === document.body) (card(focused) ?? visible()[0])?.focus({ preventScroll: true });
    mark();
    rove();
    status.textContent = box.dataset.said.replace("{n}", String(visible().length));
  }

  async function load(name, kind) {
    const [, column, row] = name.split(" ").map(Number);
    const wish = new AbortController();
    loaded.set(name, { wish });
    const query = new URLSearchParams({ x: column * kind.width, y: row * kind.height, w: kind.width, h: kind.height });
    try {
      const answer = await fetch(`${box.dataset.part}&${query}`, { signal: wish.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const group = document.createElementNS(SVG, "g");
      group.innerHTML = await answer.text();
      group.dataset.part = name;
      parts.append(group);
      loaded.set(name, { wish, group });
    } catch {
      loaded.delete(name);
    }
  }

  // -- cards ------------------------------------------------------------------------------------

  const cards = () => [...parts.querySelectorAll("[data-node]")];
  const card = (id) => parts.querySelector(`[data-node="${id}"]`);
  const at = (one) => ({ x: Number(one.dataset.x), y: Number(one.dataset.y) });
  const middle = (one) => (one ? { x: at(one).x + CARD[0] / 2, y: at(one).y + CARD[1] / 2 } : undefined);
  const isIn = ({ x: left, y: top }) => left + CARD[0] > view.x && left < view.x + view.width && top + CARD[1] > view.y && top < view.y + height();
  const visible = () => cards().filter((one) => isIn(at(one)));

  // One card is in the order of the Tab key; arrows lead to the others.
  function rove(next = null) {
    const all = cards();
    const kept = next ?? all.find((one) => one === document.activeElement) ?? all.find((one) => one.getAttribute("aria-current")) ?? visible()[0];
    for (const one of all) one.setAttribute("tabindex", one === kept ? "0" : "-1");
  }

  function show(one) {
    const { x: left, y: top } = at(one);
    const margin = Math.min(60, view.width / 10);
    const next = {};
    if (left - margin < view.x) next.x = left - margin;
    if (left + CARD[0] + margin > view.x + view.width) next.x = left + CARD[0] + margin - view.width;
    if (top - margin < view.y) next.y = top - margin;
    if (top + CARD[1] + margin > view.y + height()) next.y = top + CARD[1] + margin - height();
    if ("x" in next || "y" in next) place(next);
  }

  const STEPS = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] };

  function nearest(from, [right, down]) {
    let best = null, least = Infinity;
    const here = at(from);
    for (const one of cards()) {
      const there = at(one);
      const dx = there.x - here.x, dy = there.y - here.y;
      const along = right ? dx * right : dy * down;
      const across = Math.abs(right ? dy : dx);
      if (along <= (right ? 60 : 0) || (down && across > 200)) continue;
      const far = along + 3 * across;
      if (far < least) [best, least] = [one, far];
    }
    return best;
  }

  async function step(from, way) {
    let next = nearest(from, way);
    if (!next) {
      place({ x: view.x + way[0] * view.width * 0.5, y: view.y + way[1] * height() * 0.5 });
      clearTimeout(timer);
      await settle();
      next = nearest(from, way);
    }
    if (!next) return;
    rove(next);
    next.focus({ preventScroll: true });
    show(next);
  }

  // -- what stands above and below --------------------------------------------------------------

  async function relate(id) {
    if (current === id) return;
    current = id;
    if (id === null) return mark();
    if (!known.has(id)) {
      const answer = await fetch(`${box.dataset.relatives}&node=${id}`);
      if (!answer.ok) return;
      known.set(id, await answer.json());
    }
    if (current === id) mark();
  }

  function mark() {
    const found = current === null ? null : known.get(current);
    box.classList.toggle("focusing", Boolean(found));
    const near = new Set(found ? [Number(current), ...found.above, ...found.below] : []);
    for (const one of cards()) one.classList.toggle("near", near.has(Number(one.dataset.node)));
    related.replaceChildren(...(found?.ways ?? []).map((way) => {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", way.d);
      path.setAttribute("class", `e e-${way.kind}`);
      return path;
    }));
  }

  // -- keys, pointer, wheel ---------------------------------------------------------------------

  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const one = event.target.closest?.("[data-node]");
    const way = STEPS[event.key];
    if (way && event.shiftKey) pan(way[0] * 0.25, way[1] * 0.25);
    else if (way && one) step(one, way);
    else if (event.key === "+" || event.key === "=") zoom(0.7, middle(one));
    else if (event.key === "-") zoom(1 / 0.7, middle(one));
    else if (event.key === "0") fit();
    else if (event.key === "Escape") relate(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("focusin", (event) => {
    const one = event.target.closest("[data-node]");
    if (!one) return;
    rove(one);
    relate(one.dataset.node);
    if (one.matches(":focus-visible")) show(one);
  });
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) relate(null); });

  for (const button of box.querySelectorAll("[data-move]")) button.addEventListener("click", (event) => {
    event.preventDefault();
    const moves = { in: () => zoom(0.6), out: () => zoom(1 / 0.6), fit, left: () => pan(-0.5, 0), right: () => pan(0.5, 0), up: () => pan(0, -0.5), down: () => pan(0, 0.5) };
    moves[button.dataset.move]();
  });

  const fingers = new Map();
  let moved = false;
  world.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    moved = false;
  });
  world.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY];
    if (!moved && Math.hypot(now[0] - before[0], now[1] - before[1]) < 5) return;
    if (!moved) world.setPointerCapture(event.pointerId);
    moved = true;
    world.classList.add("moving");
    if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
      const spread = (one) => Math.hypot(one[0] - other[0], one[1] - other[1]) || 1;
      zoom(spread(before) / spread(now), point((now[0] + other[0]) / 2, (now[1] + other[1]) / 2));
    } else place({ x: view.x - (now[0] - before[0]) * scale(), y: view.y - (now[1] - before[1]) * scale() });
    fingers.set(event.pointerId, now);
  });
  const lift = (event) => { fingers.delete(event.pointerId); world.classList.remove("moving"); };
  for (const kind of ["pointerup", "pointercancel"]) world.addEventListener(kind, lift);
  world.addEventListener("click", (event) => { if (moved) { event.preventDefault(); event.stopPropagation(); moved = false; } }, true);
  world.addEventListener("dragstart", (event) => event.preventDefault());

  const point = (left, top) => {
    const frame = world.getBoundingClientRect();
    return { x: view.x + (left - frame.left) * scale(), y: view.y + (top - frame.top) * scale() };
  };
  world.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !box.contains(document.activeElement)) return;
    event.preventDefault();
    zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300))), point(event.clientX, event.clientY));
  }, { passive: false });
  let hover = 0;
  world.addEventListener("pointerover", (event) => {
    const one = event.target.closest("[data-node]");
    clearTimeout(hover);
    if (one && !fingers.size && event.pointerType === "mouse") hover = setTimeout(() => relate(one.dataset.node), 250);
  });
  world.addEventListener("pointerleave", () => { clearTimeout(hover); if (!box.contains(document.activeElement)) relate(box.dataset.focus || null); });
  new ResizeObserver(() => place({})).observe(world);

  const asked = new URLSearchParams(location.search);
  if (box.dataset.focus) {
    place({});
    relate(box.dataset.focus);
  } else if (asked.has("w")) place({});
  else open();
  document.querySelector("[data-to-cards]")?.addEventListener("click", (event) => {
    const first = cards().find((one) => one.getAttribute("tabindex") !== "-1");
    if (!first) return;
    event.preventDefault();
    first.focus({ focusVisible: true });
  });
}

for (const box of document.querySelectorAll("[data-map]")) startMap(box);
