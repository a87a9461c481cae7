// The grid of values: a block pasted from a spreadsheet spreads over the cells, arrows move between
// rows, and what is typed shows as such and is kept until it is saved.
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

  // A draft: what says something else than what is stored, with that. A cell that meanwhile holds
  // something else than when it was typed over keeps that.
  const key = `headway ${form.dataset.kept}`;
  const was = (cell) => form.elements.namedItem(`was-${cell.name}`).value;
  const all = [...form.querySelectorAll("[data-cell]")];
  const typed = () => all.filter((cell) => cell.value !== was(cell));
  const mark = () => {
    for (const cell of all) cell.toggleAttribute("data-typed", cell.value !== was(cell));
    unsaved.hidden = !typed().length;
  };
  form.addEventListener("input", () => {
    mark();
    const draft = typed().filter((cell) => cell.value).map((cell) => [cell.name, [cell.value, was(cell)]]);
    if (draft.length) localStorage.setItem(key, JSON.stringify(Object.fromEntries(draft)));
    else localStorage.removeItem(key);
  });
  if ("saved" in form.dataset) localStorage.removeItem(key);
  const kept = "answered" in form.dataset ? {} : JSON.parse(localStorage.getItem(key) || "{}");
  for (const cell of all) {
    const [value, before] = kept[cell.name] || [];
    if (value && before === was(cell)) cell.value = value;
  }
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
