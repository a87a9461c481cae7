// The check-in table by keyboard: arrows change the row, "=" repeats the last value, Enter saves the row
// and goes on, Ctrl Enter too. What was typed survives a closed tab. Without this the form works as it is.
const form = document.getElementById("check-ins");
if (form) start(form);

function start(form) {
  const rows = () => [...form.querySelectorAll("tr[data-row]")];
  const rowOf = (element) => element.closest("tr[data-row]");
  const first = (row) => row?.querySelector("[data-first]");
  const key = (row) => `headway check-in ${location.host} ${row.dataset.row}`;
  let last = null; // the row that was saved last, by its place

  function go(row) {
    if (!row) return;
    for (const other of rows()) other.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    row.scrollIntoView({ block: "nearest", inline: "start" });
  }

  function sameField(row, name) {
    const kind = name.split("-")[0];
    return row.querySelector(`[name^="${kind}-"]`) || first(row);
  }

  form.addEventListener("focusin", (event) => go(rowOf(event.target)));

  form.addEventListener("keydown", (event) => {
    const row = rowOf(event.target), field = event.target;
    if (!row || !field.name) return;
    if (event.key === "=" && field.dataset.last) {
      event.preventDefault();
      field.value = field.dataset.last;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !field.matches("select")) {
      const all = rows();
      const next = all[all.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
      if (!next) return;
      event.preventDefault();
      const target = sameField(next, field.name);
      target.focus();
      target.select?.();
    } else if (event.key === "Enter" && field.matches("input, select")) {
      event.preventDefault();
      row.querySelector("button[name=save]").click();
    }
  });

  // A click on the ten steps of confidence sets it.
  form.addEventListener("click", (event) => {
    const steps = event.target.closest("tr[data-row] svg.conf");
    if (!steps) return;
    const box = steps.getBoundingClientRect();
    const field = rowOf(steps).querySelector("[name^=confidence-]");
    field.value = Math.min(10, Math.max(0, Math.ceil((10 * (event.clientX - box.left)) / box.width)));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  form.addEventListener("htmx:beforeRequest", (event) => {
    const row = rowOf(event.target);
    if (row && event.target.matches("button")) last = rows().indexOf(row);
  });
  form.addEventListener("htmx:afterSwap", (event) => {
    if (!event.target.matches?.("tr") && event.target !== form) return;
    const wrong = form.querySelector("tr[data-row] [aria-invalid=true]");
    forget();
    const all = rows();
    if (wrong) wrong.focus();
    else if (last !== null) first(all[last] || all[0])?.focus();
    last = null;
  });

  // What was wrong with a field is no longer said once it is mended; the server judges it again.
  form.addEventListener("input", (event) => {
    if (event.target.getAttribute("aria-invalid") !== "true" && !event.target.closest("[aria-invalid=true]")) return;
    event.target.closest("td")?.querySelectorAll("[data-wrong]").forEach((said) => said.remove());
    for (const field of [event.target, event.target.closest("fieldset")]) field?.removeAttribute("aria-invalid");
  });

  // Drafts: a row's fields as typed, forgotten once it is saved.
  form.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (row && event.target.type !== "checkbox") localStorage.setItem(key(row), JSON.stringify(typed(row)));
  });
  function typed(row) {
    const fields = [...row.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select")];
    return Object.fromEntries(fields.map((field) => [field.name, field.value]));
  }
  function forget() {
    for (const row of form.querySelectorAll("tr[data-saved]"))
      localStorage.removeItem(`headway check-in ${location.host} ${row.dataset.saved}`);
  }
  function restore() {
    for (const row of rows()) {
      const kept = JSON.parse(localStorage.getItem(key(row)) || "{}");
      for (const [name, value] of Object.entries(kept)) {
        const field = row.querySelector(`[name="${name}"]`);
        if (!field || field.value === value || field.getAttribute("aria-invalid")) continue;
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }

  forget();
  restore();
  const wrong = form.querySelector("[aria-invalid=true]");
  if (wrong) wrong.focus();
  else if (form.contains(document.activeElement)) go(rowOf(document.activeElement));
}
