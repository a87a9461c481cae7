// Fields that find one of many while one types: the text is for the eye, the hidden field beside it
// holds the id. A text that was not chosen stays: the server makes it out, as without this script.
import { listbox, optionsOf } from "./options.js";

const PAUSE = 120;

export function startFinders(root) {
  root.addEventListener("focusin", ({ target }) => {
    const field = target.closest?.("[data-finder]");
    if (field && target.matches("[role=combobox]") && !field.dataset.started) start(field, target);
  });
}

function start(field, input) {
  field.dataset.started = "1";
  const hidden = field.querySelector("input[type=hidden]"), pop = field.querySelector(".finder-pop");
  const list = pop.querySelector("[role=listbox]"), says = pop.querySelector("[role=status]");
  const { options, chosen, select } = optionsOf(input, list);
  let timer, asked = 0, before = input.value;

  const isOpen = () => input.getAttribute("aria-expanded") === "true";

  function show(open) {
    pop.hidden = !open;
    input.setAttribute("aria-expanded", String(open && options().length > 0));
    if (!open) select();
  }

  function close() {
    clearTimeout(timer);
    asked += 1; // an answer that is still under way comes too late
    show(false);
  }

  async function search() {
    const number = ++asked, text = input.value.trim();
    if (!text) return close();
    const address = new URL(field.dataset.finder, location);
    address.searchParams.set("q", text);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (number !== asked || !answer?.ok) return;
    list.innerHTML = await answer.text();
    const none = list.querySelector("p");
    none?.remove();
    says.textContent = none?.textContent || "";
    list.hidden = Boolean(none);
    options().forEach((option, at) => { option.id = `${input.id}-${at}`; });
    show(true);
    pop.scrollIntoView({ block: "nearest" });
    select(options()[0]);
  }

  function choose(option) {
    input.value = before = option.dataset.label;
    hidden.value = option.dataset.value;
    close();
    told();
  }

  function told() {
    hidden.dispatchEvent(new Event("input", { bubbles: true }));
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  }

  input.addEventListener("input", () => {
    hidden.value = "";
    clearTimeout(timer);
    if (input.value.trim()) timer = setTimeout(search, PAUSE);
    else close();
  });
  input.addEventListener("change", () => {
    if (!input.value.trim() && before) told();
    before = input.value;
  });
  input.addEventListener("keydown", (event) => {
    const all = options(), at = all.indexOf(chosen());
    const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      if (isOpen()) select(all.at(next % all.length));
      else search();
    } else if (event.key === "Enter" && isOpen() && chosen()) {
      event.preventDefault();
      choose(chosen());
    } else if (event.key === "Tab" && isOpen() && chosen() && !hidden.value) {
      choose(chosen());
    } else if (event.key === "Escape" && !pop.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  listbox(input, list, { choose, close });
}
