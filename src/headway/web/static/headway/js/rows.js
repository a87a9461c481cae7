// J and K (or the arrows) move a cursor over the rows of a table marked data-rows; Enter opens the
// row's first link, C its data-check-in link.
import { isTyping } from "./menus.js";

export function startRows(root) {
  const rows = () => [...root.querySelectorAll("table[data-rows] tbody tr")].filter((row) => !row.hidden && row.querySelector("a"));

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.getAttribute("aria-current") === "true");
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    all[at]?.removeAttribute("aria-current");
    next.setAttribute("aria-current", "true");
    next.querySelector("a").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || root.querySelector("dialog[open]")) return;
    const here = root.querySelector("table[data-rows] tr[aria-current=true]");
    if ((event.key === "j" || event.key === "k") && rows().length) {
      event.preventDefault();
      move(event.key === "j" ? 1 : -1);
    } else if (event.key === "c") {
      const link = (here || root).querySelector("[data-check-in]");
      if (link) {
        event.preventDefault();
        link.click();
      }
    }
  });
}
