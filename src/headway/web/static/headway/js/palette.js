// Ctrl K or "/": find anything, do anything. The server ranks; this moves the selection and remembers
// what was opened lately. Without it, the same link leads to a page that finds.
import { isTyping } from "./menus.js";
import { optionsOf } from "./options.js";

const KEPT = 6;

export function startPalette(root) {
  const dialog = root.getElementById("palette");
  if (!dialog) return;
  const form = dialog.querySelector("form"), input = form.elements.q, list = dialog.querySelector("[role=listbox]");
  const { options, chosen, select } = optionsOf(input, list);
  const store = `headway found ${dialog.dataset.person}`;
  let timer, asked = 0, only = "";

  async function search() {
    const number = ++asked;
    const address = new URL(form.action);
    address.searchParams.set("q", input.value.trim());
    if (only) address.searchParams.set("only", only);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (number !== asked || !answer.ok) return;
    list.innerHTML = await answer.text();
    if (!input.value.trim() && !only) list.prepend(...lately());
    select(options()[0]);
  }

  function lately() {
    const kept = JSON.parse(localStorage.getItem(store) || "[]");
    if (!kept.length) return [];
    const group = root.createElement("div"), head = root.createElement("p");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", dialog.dataset.recent);
    head.className = "ph";
    head.textContent = dialog.dataset.recent;
    group.append(head);
    kept.forEach(({ href, html }, index) => {
      const option = root.createElement("a");
      Object.assign(option, { href, id: `lately-${index}`, tabIndex: -1 });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.innerHTML = html; // as the server wrote it, escaped there
      group.append(option);
    });
    return [group];
  }

  function remember(option) {
    const kept = JSON.parse(localStorage.getItem(store) || "[]");
    const html = option.innerHTML.replace(/<\/?mark>/g, ""), href = option.getAttribute("href");
    const others = kept.filter((one) => one.href !== href);
    localStorage.setItem(store, JSON.stringify([{ href, html }, ...others].slice(0, KEPT)));
  }

  function open(limit) {
    only = limit;
    input.value = "";
    dialog.showModal();
    input.focus();
    search();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    (chosen() || options()[0])?.click();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 80);
  });
  dialog.addEventListener("keydown", (event) => {
    const all = options(), at = all.indexOf(chosen());
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (next === undefined || !all.length) return;
    event.preventDefault();
    select(all.at(next % all.length));
  });
  dialog.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) remember(option);
    else if (event.target === dialog) dialog.close();
  });
  root.addEventListener("keydown", (event) => {
    const combination = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && !isTyping(event.target) && !root.querySelector("dialog[open]");
    if (!combination && !slash) return;
    event.preventDefault();
    const filter = slash && root.querySelector("form[data-filter] input[type=search]");
    if (filter) filter.focus();
    else if (!dialog.open) open("");
  });
  root.addEventListener("click", (event) => {
    const opener = event.target.closest("a[data-palette]");
    if (!opener || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open(new URL(opener.href).searchParams.get("only") || "");
  });
  dialog.dataset.started = "";
  if (dialog.open) search(); // opened by early.js, and perhaps typed into
}
