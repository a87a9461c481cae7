// Line of sight as a treegrid: arrows move and fold; branches load when opened (htmx on the toggle).
export function startTree(root) {
  const rows = () => [...root.querySelectorAll("[role=treegrid] tr[data-level]")].filter((row) => !row.hidden);
  const level = (row) => Number(row.dataset.level);

  function below(row) {
    const found = [];
    for (let next = row.nextElementSibling; next && level(next) > level(row); next = next.nextElementSibling) found.push(next);
    return found;
  }

  function fold(row, open) {
    row.setAttribute("aria-expanded", String(open));
    for (const child of below(row)) {
      const parent = parentOf(child);
      child.hidden = !open || parent.hidden || parent.getAttribute("aria-expanded") === "false";
    }
  }

  function parentOf(row) {
    let above = row.previousElementSibling;
    while (above && level(above) >= level(row)) above = above.previousElementSibling;
    return above;
  }

  root.addEventListener("click", (event) => {
    const toggle = event.target.closest("[role=treegrid] [data-toggle]");
    if (!toggle) return;
    const row = toggle.closest("tr");
    if (row.getAttribute("aria-expanded") === "true" || below(row).length) {
      event.preventDefault();
      event.stopImmediatePropagation();
      fold(row, row.getAttribute("aria-expanded") !== "true");
    } else row.setAttribute("aria-expanded", "true");
  }, true);

  root.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("[role=treegrid] tr[data-level]");
    if (!row) return;
    const all = rows();
    const go = (next) => next?.querySelector("a, [data-toggle]")?.focus();
    if (event.key === "ArrowDown") go(all[all.indexOf(row) + 1]);
    else if (event.key === "ArrowUp") go(all[all.indexOf(row) - 1]);
    else if (event.key === "ArrowRight" && row.getAttribute("aria-expanded") === "false") row.querySelector("[data-toggle]").click();
    else if (event.key === "ArrowLeft" && row.getAttribute("aria-expanded") === "true") fold(row, false);
    else if (event.key === "ArrowLeft") go(parentOf(row));
    else return;
    event.preventDefault();
  });
}
