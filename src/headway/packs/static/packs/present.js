// Keys of the presentation: arrows, space and page keys turn pages, Escape closes, F fills the screen.
// The links do all of it without this file. Pages are swapped in place, so that the screen stays filled.
const FORWARD = new Set(["ArrowRight", "ArrowDown", "PageDown", " "]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp"]);

// While a page is on its way its links would load another one, which leaves the full screen: what is
// asked meanwhile is done when it is there.
let isTurning = false;
let asked = "";

function follow(name) {
  if (isTurning) asked = name;
  else document.querySelector(`[data-${name}]`)?.click();
}

function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

// Whoever writes, presses a button or scrolls a table means that, not another page.
function isBusy(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  const at = event.target.closest?.("a, button, summary, input, textarea, select, [tabindex='0']");
  if (!at) return false;
  if (event.key === " ") return true;
  return at.matches("input, textarea, select, [tabindex='0']");
}

// A page that is longer than the screen is scrolled to its end first.
function canScroll(step) {
  const page = document.scrollingElement;
  const end = page.scrollHeight - page.clientHeight;
  return step > 0 ? page.scrollTop < end - 2 : page.scrollTop > 2;
}

document.addEventListener("keydown", (event) => {
  if (isBusy(event)) return;
  const isVertical = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", " "].includes(event.key);
  const step = FORWARD.has(event.key) && !event.shiftKey ? 1 : BACK.has(event.key) || event.key === " " ? -1 : 0;
  if (step) {
    if (isVertical && canScroll(step)) return;
    event.preventDefault();
    follow(step > 0 ? "next" : "previous");
  } else if (event.key === "Escape" && !document.fullscreenElement) {
    follow("close");
  } else if (event.key === "f") {
    fill();
  }
});

function offer() {
  const button = document.querySelector("[data-full]");
  if (button && document.fullscreenEnabled) {
    button.hidden = false;
    button.onclick = fill;
  }
}

document.addEventListener("htmx:beforeRequest", () => (isTurning = true));
for (const over of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(over, () => (isTurning = false));
}
document.addEventListener("htmx:afterSettle", () => {
  isTurning = false;
  offer();
  document.querySelector("#main")?.focus({ preventScroll: true });
  const name = asked;
  asked = "";
  if (name) follow(name);
});
offer();
