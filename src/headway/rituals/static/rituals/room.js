// A meeting's room: asks for news, puts changed parts in place without disturbing who types, and
// counts the clock on.

const room = document.querySelector("[data-room]");

const pad = (number) => String(number).padStart(2, "0");
const elapsed = (seconds) => `${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}`;

const FIELDS = "input:not([type=hidden]), textarea, select";

function isTyped(field) {
  if (field.matches("select")) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field.type === "checkbox" || field.type === "radio"
    ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

/** Whether somebody writes in this part, or has written and not sent it: it waits until they are done. */
function isBusy(part) {
  const active = document.activeElement;
  return [...part.querySelectorAll(FIELDS)].some(
    (field) => !field.form?.dataset.sent && (field === active || isTyped(field)));
}

function startClock() {
  let since = performance.now();
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id === "room-clock") since = performance.now();
  });
  setInterval(() => {
    const clock = document.getElementById("room-clock");
    if (!clock || clock.dataset.clock !== "runs") return;
    const passed = Math.floor((performance.now() - since) / 1000);
    const time = clock.querySelector("[data-seconds]");
    const seconds = Number(time.dataset.seconds) + passed;
    time.textContent = elapsed(seconds);
    time.classList.toggle("over", seconds > Number(time.dataset.planned));
    const left = clock.querySelector("[data-left]");
    if (left) {
      const rest = Number(left.dataset.left) - passed;
      const words = rest < 0 ? left.dataset.over : left.dataset.rest;
      left.textContent = words.replace("00:00", elapsed(Math.abs(rest)));
    }
  }, 500);
}

function startNews() {
  let isStale = false;
  const look = () => htmx.ajax("GET", room.dataset.here, { source: room, swap: "none" });

  // A part that somebody writes in is left alone, and looked at again when they are done.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.matches("[data-part]") && isBusy(event.detail.target)) {
      event.detail.shouldSwap = false;
      isStale = true;
    }
  });
  room.addEventListener("focusout", () => {
    if (isStale) setTimeout(() => { isStale = false; look(); }, 200);
  });

  const url = new URL(room.dataset.room, location.href);
  url.searchParams.set("since", room.dataset.version);
  const source = new EventSource(url);
  source.addEventListener("news", look);
  source.addEventListener("over", () => { source.close(); location.assign(room.dataset.here); });
  source.addEventListener("open", () => room.classList.remove("is-away"));
  addEventListener("offline", () => room.classList.add("is-away"));
  addEventListener("online", look);
}

function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, button, a, summary, [contenteditable], dialog")) return;
    const button = document.querySelector(`[data-room] [data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!button) return;
    event.preventDefault();
    if (button.matches("input, textarea, select")) button.focus(); else button.click();
  });
}

if (room) {
  startClock();
  startNews();
  startKeys();
  // What was sent may be put in place anew; what did not arrive is still being written.
  room.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt.closest("form");
    if (form) form.dataset.sent = "1";
  });
  room.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form");
    if (form && (!event.detail.successful || form.matches("[data-clear]"))) delete form.dataset.sent;
  });
  // Forms that were taken are empty again; those that were refused keep what was typed.
  room.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form[data-clear]");
    if (form && event.detail.successful) form.reset();
  });
  const join = room.querySelector("[data-join]");
  if (join) htmx.ajax("POST", join.action, { source: join, values: { do: "join" }, swap: "none" });
}
