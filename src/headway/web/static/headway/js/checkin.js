// The check-in table on Home: a form per row (form[data-row]). Enter or Ctrl Enter saves and goes on,
// "=" takes last week's value, arrows change the row; drafts survive a closed tab.
export function startCheckins(root) {
  const forms = () => [...root.querySelectorAll("form[data-row]")];

  function goOn(from) {
    const all = forms();
    const next = all[all.indexOf(from) + 1];
    next?.querySelector("[data-first]")?.focus();
    return next;
  }

  root.addEventListener("keydown", (event) => {
    const form = event.target.form?.closest("form[data-row]");
    if (!form) return;
    if (event.key === "=" && event.target.dataset.last !== undefined) {
      event.preventDefault();
      event.target.value = event.target.dataset.last;
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = forms();
      const next = all[all.indexOf(form) + (event.key === "ArrowDown" ? 1 : -1)];
      if (!next || event.target.matches("select, textarea")) return;
      event.preventDefault();
      (next.elements.namedItem(event.target.name) || next.querySelector("[data-first]"))?.focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  // htmx swaps the saved row; the cursor is already in the next one.
  root.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest?.("form[data-row]");
    if (form && event.target === form) form.dataset.next = String(forms().indexOf(form) + 1);
  });
  root.addEventListener("htmx:afterSwap", () => {
    const wrong = root.querySelector("form[data-row] [aria-invalid=true], [form][aria-invalid=true]");
    if (wrong) wrong.focus();
    else forms()[0]?.querySelector("[data-first]") && focusFirstEmpty(forms());
  });

  function focusFirstEmpty(all) {
    for (const form of all) {
      const first = [...form.elements].find((field) => field.dataset.first !== undefined);
      if (first && !first.value) return first.focus();
    }
  }

  for (const form of forms()) {
    const name = `headway check-in ${form.dataset.row}`;
    const kept = JSON.parse(localStorage.getItem(name) || "null");
    for (const field of form.elements) {
      if (kept?.[field.name] && field.type !== "hidden" && !field.value) field.value = kept[field.name];
      field.addEventListener("input", () => {
        const now = Object.fromEntries([...form.elements].filter((f) => f.name && f.type !== "hidden").map((f) => [f.name, f.value]));
        localStorage.setItem(name, JSON.stringify(now));
      });
    }
    form.addEventListener("submit", () => localStorage.removeItem(name));
  }
  return goOn;
}
