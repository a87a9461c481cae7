// The grid of values: a block pasted from a spreadsheet spreads over the cells, arrows move between rows.
for (const form of document.querySelectorAll("form[data-grid]")) {
  const cells = (row) => [...row.querySelectorAll("[data-cell]")];
  const rowsOf = (cell) => [...cell.closest("tbody").rows].filter((row) => row.querySelector("[data-cell]"));
  const place = (cell) => ({ rows: rowsOf(cell), y: rowsOf(cell).indexOf(cell.closest("tr")), x: cells(cell.closest("tr")).indexOf(cell) });

  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!event.target.matches("[data-cell]") || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const { rows, y, x } = place(event.target);
    text.split("\n").forEach((line, down) => line.split("\t").forEach((value, right) => {
      const cell = rows[y + down] && cells(rows[y + down])[x + right];
      if (cell && value.trim()) cell.value = value.trim();
    }));
  });

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
