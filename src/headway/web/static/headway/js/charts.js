// Pointing at a chart, or the arrow keys once it has the focus, names the nearest reading or moved target.
// The picture and the table behind it hold the same without a script.
const READ = ".dot, .mv, .pb, .pb-run, .pb-lim";
const SVG = "http://www.w3.org/2000/svg";

export function startCharts(root) {
  const draw = (part) => {
    for (const box of part.querySelectorAll(".chart-box[data-readings]:not([role])")) if (box.querySelector(READ)) start(box);
  };
  draw(root);
  root.addEventListener("htmx:afterSwap", (event) => draw(event.detail.elt.parentNode || root));
}

function start(box) {
  const svg = box.querySelector("svg");
  // Readings, and the marks where the target moved, from left to right.
  const place = (dot, axis) => Number(dot.dataset[axis] ?? dot.getAttribute(`c${axis}`));
  const dots = [...svg.querySelectorAll(READ)].sort((one, other) => place(one, "x") - place(other, "x"));
  const said = dots.map((dot) => {
    const title = dot.querySelector("title");
    title.remove(); // or the browser would show it a second time
    return title.textContent;
  });
  const ring = document.createElementNS(SVG, "circle");
  ring.setAttribute("class", "ring");
  ring.setAttribute("r", "8");
  const readout = document.createElement("output");
  readout.className = "readout";
  box.append(readout);
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", box.dataset.readings);
  let at = -1;

  function read(next) {
    if (next === at) return;
    at = next;
    if (at < 0) {
      ring.remove();
      readout.textContent = "";
      return;
    }
    ring.setAttribute("cx", place(dots[at], "x"));
    ring.setAttribute("cy", place(dots[at], "y"));
    svg.append(ring);
    readout.textContent = said[at];
  }

  svg.addEventListener("pointermove", (event) => {
    const frame = svg.getBoundingClientRect();
    const x = ((event.clientX - frame.left) / frame.width) * svg.viewBox.baseVal.width;
    const y = ((event.clientY - frame.top) / frame.height) * svg.viewBox.baseVal.height;
    // The nearest day; where a reading and a move share it, the nearer of the two.
    const away = (dot) => Math.abs(place(dot, "x") - x) + Math.abs(place(dot, "y") - y) / 1000;
    read(dots.reduce((best, dot, index) => (away(dot) < away(dots[best]) ? index : best), 0));
  });
  // A page that knows what to do with a period listens for this.
  const choose = () => {
    const day = dots[at]?.dataset.day;
    return day !== undefined && !box.dispatchEvent(new CustomEvent("headway:period", { bubbles: true, cancelable: true, detail: { day } }));
  };
  svg.addEventListener("click", choose);
  svg.addEventListener("pointerleave", () => read(-1));
  box.addEventListener("blur", () => read(-1));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && choose()) event.preventDefault();
    const last = dots.length - 1;
    const next = { ArrowLeft: at < 0 ? last : Math.max(at - 1, 0), ArrowRight: Math.min(at + 1, last), Home: 0, End: last, Escape: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    read(next);
  });
}
