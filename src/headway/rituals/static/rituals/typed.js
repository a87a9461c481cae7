// What somebody has typed in a room and not sent. Whoever leads hears that people are still writing,
// and a thought whose box has gone with its stage stays in its author's sight until they let it go.

const room = document.querySelector("[data-room]");
const WRITING = "form[data-clear] :is(textarea, input:not([type]), input[type=text])";
const box = document.getElementById("room-kept");

/** Whether somebody writes here: what was typed is neither sent nor hidden with its stage. */
function isWriting() {
  const isUnsent = (field) => field.value.trim() && field.value !== field.defaultValue && !field.readOnly;
  return [...room.querySelectorAll(WRITING)].some((field) => isUnsent(field) && field.checkVisibility());
}

function tell() {
  const is = isWriting() ? "yes" : "no";
  if ((room.dataset.writing || "no") === is) return; // another page of theirs may know better
  room.dataset.writing = is;
  room.dispatchEvent(new Event("room:writing"));
}

/** Texts of cards whose box is out of sight, each with how to forget it. */
function* outOfSight() {
  for (const field of room.querySelectorAll("form[data-kept^=card-] textarea")) {
    if (field.value.trim() && !field.checkVisibility()) yield { text: field.value, forget: () => field.form.reset() };
  }
  const draft = `headway draft card ${room.dataset.meeting}`;
  if (room.querySelector('form[data-draft^="card "]')) return;
  const { text } = JSON.parse(localStorage.getItem(draft) || "{}");
  if (text?.trim()) yield { text, forget: () => localStorage.removeItem(draft) };
}

const refused = [...box.querySelectorAll("li")].map((line) => line.textContent); // as the server gave it back

function show() {
  const found = [...outOfSight()];
  const texts = new Set([...refused, ...found.map((one) => one.text)]);
  box.hidden = !texts.size;
  box.querySelector("ul").replaceChildren(...[...texts].map((text) => {
    const line = document.createElement("li");
    line.textContent = text;
    return line;
  }));
  box.querySelector("button").onclick = () => {
    for (const one of found) one.forget();
    refused.length = 0;
    show();
  };
}

function look() {
  tell();
  show();
}

// Enter adds a card, as people expect of a board; Shift and Enter begin a line. Keyboards on glass have
// no Shift to hold: there Enter goes on beginning lines, and nothing says otherwise.
const CARD = "form[data-enter] textarea";
if (room && matchMedia("(hover: hover) and (pointer: fine)").matches) {
  room.classList.add("by-keys");
  room.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches(CARD)) return;
    event.preventDefault();
    event.target.form.querySelector("button[name=do]").click();
  });
}

if (room && box) {
  look();
  room.addEventListener("input", tell);
  for (const name of ["reset", "htmx:afterRequest", "htmx:oobAfterSwap"]) {
    document.addEventListener(name, () => setTimeout(look));
  }
}
