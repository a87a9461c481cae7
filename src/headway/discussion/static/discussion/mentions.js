// People are found while one types "@" and some of a name into a comment. What is chosen is written as @"Name", which
// the server reads just as it reads what was typed without this script.
import { listbox, optionsOf } from "../headway/js/options.js";

const PAUSE = 120, CALL = /(?:^|[\s(])@(?:["“]([^"“”\n]{0,60})|([^\s@"“”]{1,60}))$/u;

document.addEventListener("focusin", ({ target }) => {
  const form = target.closest?.("form[data-mentions]");
  if (form && target.matches("textarea") && !target.dataset.started) start(form, target);
});

// What was sent is no draft any more, in no tab.
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  const draft = target.closest?.("form[data-draft]");
  if (draft && detail.successful) localStorage.removeItem(`headway draft ${draft.dataset.draft}`);
});

function start(form, input) {
  input.dataset.started = "1";
  const pop = document.createElement("div"), list = document.createElement("div");
  pop.className = "finder-pop";
  pop.hidden = true;
  list.id = `${input.id}-people`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "@");
  pop.append(list);
  input.after(pop);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    input.setAttribute(name, value);
  }
  const { options, chosen, select } = optionsOf(input, list);
  let timer, asked = 0;

  const before = () => input.value.slice(0, input.selectionStart);
  const call = () => (input.selectionStart === input.selectionEnd ? before().match(CALL) : null);

  function close() {
    clearTimeout(timer);
    asked += 1; // an answer that is still under way comes too late
    pop.hidden = true;
    input.setAttribute("aria-expanded", "false");
    select();
  }

  async function search() {
    const number = ++asked, found = call();
    const text = (found?.[1] ?? found?.[2] ?? "").trim();
    if (!text) return close();
    const address = new URL(form.dataset.mentions, location);
    address.searchParams.set("q", text);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (number !== asked || !answer?.ok) return;
    list.innerHTML = await answer.text();
    list.querySelector("p")?.remove();
    if (!options().length) return close();
    options().forEach((option, at) => { option.id = `${input.id}-person-${at}`; });
    pop.hidden = false;
    input.setAttribute("aria-expanded", "true");
    pop.scrollIntoView({ block: "nearest" });
    select(options()[0]);
  }

  // Of two people of the same name the address says who is meant, or the number.
  function written(option) {
    const { label, value } = option.dataset, note = option.querySelector(".sub")?.textContent.trim() || "";
    const alike = options().filter((one) => one.dataset.label === label).length > 1;
    if (!alike && !label.includes('"')) return `@"${label}" `;
    return note.includes("@") ? `@${note} ` : `@"#${value}" `;
  }

  function choose(option) {
    const found = call();
    if (!found) return close();
    const from = found.index + found[0].indexOf("@"), end = input.selectionStart;
    const closing = input.value.slice(end).match(/^["”] ?/u)?.[0].length ?? 0;
    input.setRangeText(written(option), from, end + closing, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (call()) timer = setTimeout(search, PAUSE);
    else close();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return form.requestSubmit();
    if (pop.hidden) return;
    const all = options(), at = all.indexOf(chosen());
    const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      select(all.at(next % all.length));
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen()) {
      event.preventDefault();
      choose(chosen());
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  listbox(input, list, { choose, close });
}
