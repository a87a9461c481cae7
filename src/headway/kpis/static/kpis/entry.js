// The grid of values: a block pasted from a spreadsheet spreads over the cells, arrows move between
// rows, and what is typed and not saved yet shows as such.
const NAMED = 8;

for (const form of document.querySelectorAll("form[data-grid]")) {
  const cells = (row) => [...row.querySelectorAll("[data-cell]")];
  const rowsOf = (cell) => [...cell.closest("tbody").rows].filter((row) => row.querySelector("[data-cell]"));
  const place = (cell) => ({ rows: rowsOf(cell), y: rowsOf(cell).indexOf(cell.closest("tr")), x: cells(cell.closest("tr")).indexOf(cell) });

  const left = form.querySelector("[data-left]");
  const unsaved = form.querySelector("[data-unsaved]");

  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (!event.target.matches("[data-cell]") || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const { rows, y, x } = place(event.target);
    let block = text.split("\n").map((line) => line.split("\t"));
    // A column, as a spreadsheet has it, lies along the periods where there is one line of them.
    if (rows.length === 1 && block.every((line) => line.length === 1)) block = [block.flat()];
    const surplus = [];
    block.forEach((line, down) => line.forEach((given, right) => {
      const [value, cell] = [given.trim(), rows[y + down] && cells(rows[y + down])[x + right]];
      if (cell && value) cell.value = value;
      else if (value) surplus.push(value);
    }));
    const named = surplus.slice(0, NAMED).join(", ") + (surplus.length > NAMED ? ", …" : "");
    const words = surplus.length === 1 ? left.dataset.one : left.dataset.many;
    left.textContent = surplus.length ? words.replace("{n}", surplus.length).replace("{values}", () => named) : "";
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });

  const mark = () => {
    let isTyped = false;
    for (const cell of form.querySelectorAll("[data-cell]")) {
      const differs = cell.value !== form.elements.namedItem(`was-${cell.name}`).value;
      cell.toggleAttribute("data-typed", differs);
      isTyped ||= differs;
    }
    unsaved.hidden = !isTyped;
  };
  form.addEventListener("input", mark);
  mark();

  form.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("[data-cell]")) return;
    const { rows, y, x } = place(event.target);
    const next = rows[y + step] && cells(rows[y + step])[x];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });
}
