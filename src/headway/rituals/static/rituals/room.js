// A meeting's room: asks for news, puts changed parts in place without disturbing who types, counts
// the clock on, and listens to keys. What could not be sent stays where it was typed.

const room = document.querySelector("[data-room]");

const pad = (number) => String(number).padStart(2, "0");
const elapsed = (seconds) => `${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}`;

/** A place of its own from which htmx asks: of two requests from one place it holds the second back,
 * and drops it when a third comes. Never two at once from the same. */
function askingPlace() {
  const place = document.createElement("span");
  place.hidden = true;
  room.append(place);
  return place;
}

const FIELDS = "input:not([type=hidden]), textarea, select";

/** Whether the field holds something else than the server put there. */
function isChanged(field) {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  const options = [...field.options];
  const chosen = options.filter((option) => option.defaultSelected);
  if (!chosen.length && !field.multiple) return field.selectedIndex > 0; // a browser shows the first
  return options.some((option) => option.selected !== option.defaultSelected);
}

/** From now on what the field holds is what the server knows. */
function settle(field) {
  if (field.matches("[type=checkbox], [type=radio]")) field.defaultChecked = field.checked;
  else if (!field.matches("select")) field.defaultValue = field.value;
  else for (const option of field.options) option.defaultSelected = option.selected;
}

const sending = new WeakSet(); // forms whose answer has not come yet: one that is gone hears none
const answered = new WeakSet(); // forms whose answer is being put in place: it makes them anew

/** Whether somebody writes in this part, has written there and not sent it, or waits for an answer. */
function isBusy(part) {
  const active = document.activeElement;
  const isSent = (field) => answered.has(field.form);
  if ([...part.querySelectorAll("form")].some((form) => sending.has(form))) return true;
  if (part.contains(active) && active.matches(FIELDS) && !isSent(active)) return true;
  const opened = [...part.querySelectorAll("details[data-menu][open]")]; // somebody is about to write
  if (opened.some((menu) => ![...menu.querySelectorAll("form")].some((form) => answered.has(form)))) return true;
  return [...part.querySelectorAll(FIELDS)].some((field) => isChanged(field) && !isSent(field));
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
  const away = document.getElementById("room-away");
  const setAway = (isAway) => {
    room.classList.toggle("is-away", isAway);
    if (!away) return;
    away.hidden = !isAway;
    away.textContent = isAway ? room.dataset.left : "";
  };

  // One look brings everything that happened, however long one was away. One that fails is
  // repeated: the news that asked for it does not come again.
  let isStale = false, isLooking = false, again = false, retry = 0;
  const place = askingPlace();
  async function look() {
    if (isLooking) { again = true; return; }
    isLooking = true;
    again = false;
    let failed = false;
    const onFail = () => { failed = true; };
    room.addEventListener("htmx:sendError", onFail);
    try {
      await htmx.ajax("GET", room.dataset.here, { source: place, swap: "none" });
    } catch { failed = true; }
    room.removeEventListener("htmx:sendError", onFail);
    isLooking = false;
    clearTimeout(retry);
    if (failed) retry = setTimeout(look, 2000);
    else if (again) look();
  }

  // A part that somebody writes in is left alone, and looked at again when they are done. So are all
  // of them while a finger is down: the button under it would go, and its click with it.
  let isPressed = false;
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.matches("[data-part]") && (isPressed || isBusy(event.detail.target))) {
      event.detail.shouldSwap = false;
      isStale = true;
    }
  });
  const catchUp = () => { if (isStale) setTimeout(() => { isStale = false; look(); }, 200); };
  room.addEventListener("focusout", catchUp);
  room.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.requestConfig.verb !== "get") catchUp(); // what was written is sent
  });
  room.addEventListener("pointerdown", (event) => { isPressed = event.button === 0; });
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => { isPressed = false; catchUp(); });
  }
  room.addEventListener("toggle", (event) => { if (!event.target.open) catchUp(); }, true);

  let known = room.dataset.version, source = null, pause = 1000;
  function listen() {
    const url = new URL(room.dataset.room, location.href);
    url.searchParams.set("since", known);
    if (room.dataset.writing) url.searchParams.set("writing", room.dataset.writing === "yes" ? "1" : "0");
    source = new EventSource(url);
    source.addEventListener("news", (event) => { known = event.lastEventId || known; look(); });
    source.addEventListener("over", () => { source.close(); location.assign(room.dataset.here); });
    source.addEventListener("open", () => { pause = 1000; setAway(false); });
    source.addEventListener("error", () => {
      // The browser asks again by itself while it is connecting. After an answer that is no
      // stream, such as a proxy's while the server restarts, it would not.
      if (source.readyState !== EventSource.CLOSED) return;
      source.close();
      setTimeout(() => { listen(); look(); }, pause);
      pause = Math.min(pause * 2, 30000);
    });
  }
  listen();
  room.addEventListener("room:writing", () => { source.close(); listen(); });
  addEventListener("offline", () => setAway(true));
  addEventListener("online", () => { setAway(false); source.close(); listen(); look(); });
  room.addEventListener("htmx:sendError", (event) => {
    if (event.detail.requestConfig?.verb !== "get") setAway(true);
  });
}

// What one types into a line survives a reload until it was taken.
function startKeeping() {
  for (const form of room.querySelectorAll("form[data-kept]")) {
    const key = `headway room ${form.dataset.kept}`;
    const field = form.querySelector(FIELDS);
    if (!field.value) field.value = sessionStorage.getItem(key) || "";
    form.addEventListener("input", () => sessionStorage.setItem(key, field.value));
    form.addEventListener("reset", () => sessionStorage.removeItem(key));
  }
  room.addEventListener("htmx:beforeRequest", (event) => sending.add(event.detail.elt.closest("form") ?? room));
  // Of a form that its answer replaced htmx tells around it: what asked stands in the request.
  const sentBy = (event) => event.detail.requestConfig.elt.closest("form");
  room.addEventListener("htmx:beforeOnLoad", (event) => {
    if (sending.delete(sentBy(event))) answered.add(sentBy(event));
  });
  // Forms that were taken are empty again; those that were refused keep what was typed.
  room.addEventListener("htmx:afterRequest", (event) => {
    const form = sentBy(event);
    const status = event.detail.xhr?.status ?? 0;
    for (const waiting of [sending, answered]) waiting.delete(form); // also where nothing came
    if (!form || status < 200 || status > 299) return; // refused, or it never arrived
    if (form.dataset.draft) localStorage.removeItem(`headway draft ${form.dataset.draft}`);
    if (form.matches("[data-clear]")) form.reset();
    else form.querySelectorAll(FIELDS).forEach(settle);
    form.closest("details.say")?.removeAttribute("open");
  });
}

function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, button, a, summary, [contenteditable], dialog")) return;
    const button = document.querySelector(`[data-room] [data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!button) return;
    event.preventDefault();
    if (button.matches("input, textarea, select")) button.focus(); else button.click();
  });
  room.addEventListener("click", (event) => {
    const fill = event.target.closest("[data-fill]");
    if (!fill) return;
    const line = document.getElementById("line");
    if (!line.value.trim() || line.value.trim().endsWith(":")) line.value = fill.dataset.fill;
    line.focus();
    line.setSelectionRange(line.value.length, line.value.length);
  });
}

// The confidence round by keys: J and, once there, K move the row; 0 to 9 and T say how sure one is.
function startRound() {
  let chosen = null; // the key result whose row one moved to
  let said = Promise.resolve(); // one after the other, in the order of the keys
  const place = askingPlace();
  const table = () => document.querySelector("table[data-round]");
  const rows = () => [...(table()?.querySelectorAll("tbody tr") || [])];
  const current = () => table()?.querySelector("tr[aria-current]");

  function go(row) {
    if (!row) return;
    for (const other of rows()) other.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    chosen = row.dataset.keyResult;
  }

  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id !== "room-round" || chosen === null) return;
    const row = document.getElementById(`round-${chosen}`);
    if (row && !row.matches("[aria-current]")) {
      current()?.removeAttribute("aria-current");
      row.setAttribute("aria-current", "true");
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !table()) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const key = event.key.toLowerCase();
    const inside = table().contains(event.target);
    const all = rows(), at = all.indexOf(current());
    if (key === "j") {
      event.preventDefault();
      const mine = all.filter((row) => row.matches("[data-say]")); // J goes where one may speak
      const next = mine.find((row) => all.indexOf(row) >= (inside || chosen !== null ? at + 1 : at));
      go(next || mine.at(-1) || all[Math.max(at, 0)]);
    } else if (inside && event.key === "ArrowDown") {
      event.preventDefault();
      go(all[Math.min(at + 1, all.length - 1)]);
    } else if (inside && (key === "k" || event.key === "ArrowUp")) {
      event.preventDefault();
      go(all[Math.max(at - 1, 0)]);
    } else if (inside && event.key === "Escape") {
      event.target.blur();
    } else if (/^[0-9t]$/.test(key) && current()?.matches("[data-say]") && !event.target.closest("button, a, summary")) {
      event.preventDefault();
      const row = current(), sure = key === "t" ? 10 : Number(key);
      said = said.then(() => say(row.dataset.keyResult, sure)).catch(() => {});
      step(row);
    }
  });

  // The next key is for the next row, however long the server takes.
  function step(row) {
    const all = rows().filter((one) => one.matches("[data-say]"));
    const next = all[all.indexOf(row) + 1];
    if (!next) return;
    row.removeAttribute("aria-current");
    next.setAttribute("aria-current", "true");
  }

  async function say(id, confidence) {
    const form = document.getElementById(`round-${id}`)?.querySelector("form");
    if (!form) return;
    const field = form.elements.confidence;
    const was = field.defaultValue;
    let refused = false;
    const judge = (event) => {
      if (event.detail.requestConfig.elt === place && event.detail.xhr.status === 422) refused = true;
    };
    document.body.addEventListener("htmx:beforeSwap", judge);
    const token = form.elements.csrfmiddlewaretoken.value;
    await htmx.ajax("POST", table().dataset.round, {
      source: place, swap: "none",
      values: { do: "confidence", key_result_id: id, confidence, csrfmiddlewaretoken: token },
    });
    document.body.removeEventListener("htmx:beforeSwap", judge);
    if (!refused) return;
    // A fall asks for a word: its form opens, filled, and waits for it.
    const now = document.getElementById(`round-${id}`);
    const details = now?.querySelector("details.say");
    if (!details) return;
    details.open = true;
    const open = details.querySelector("form");
    open.elements.confidence.defaultValue = was;
    open.elements.confidence.value = confidence;
    open.elements.note.focus();
  }
}

if (room) {
  startClock();
  startKeeping();
  startRound();
  startKeys();
  startNews();
  const join = room.querySelector("[data-join]");
  if (join) {
    const token = join.querySelector("[name=csrfmiddlewaretoken]").value;
    htmx.ajax("POST", join.action, { source: room, values: { do: "join", csrfmiddlewaretoken: token }, swap: "none" });
  }
}
