// Ctrl K or "/": find anything, do anything. The server ranks; this moves the selection.
import { isTyping } from "./menus.js";

export function startPalette(root) {
  const dialog = root.getElementById("palette");
  if (!dialog) return;
  let timer, asked = 0;

  async function search(query, only) {
    const number = ++asked;
    const address = new URL("/find", location.href);
    address.searchParams.set("q", query);
    if (only) address.searchParams.set("only", only);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (number !== asked || !answer.ok) return;
    const list = dialog.querySelector("[role=listbox]");
    list.innerHTML = await answer.text();
    select(list.querySelector("[role=option]"));
  }

  function select(option) {
    for (const other of dialog.querySelectorAll("[aria-selected=true]")) other.setAttribute("aria-selected", "false");
    const input = dialog.querySelector("input");
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  async function open(only) {
    if (!dialog.querySelector("input")) {
      const answer = await fetch("/find?frame=1", { headers: { "HX-Request": "true" } });
      if (!answer.ok) return location.assign("/find");
      dialog.innerHTML = await answer.text();
    }
    dialog.dataset.only = only || "";
    dialog.showModal();
    const input = dialog.querySelector("input");
    input.value = "";
    input.focus();
    search("", only);
  }

  dialog.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => search(event.target.value, dialog.dataset.only), 80);
  });
  dialog.addEventListener("keydown", (event) => {
    const options = [...dialog.querySelectorAll("[role=option]")];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      select(options[(at + step + options.length) % options.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      (options[at] || options[0])?.click();
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  root.addEventListener("keydown", (event) => {
    const combination = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && !isTyping(event.target) && !root.querySelector("[data-filter]");
    if (!combination && !slash) return;
    event.preventDefault();
    if (!dialog.open) open();
  });
  root.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-palette]");
    if (!opener) return;
    event.preventDefault();
    open(opener.dataset.palette);
  });
}
