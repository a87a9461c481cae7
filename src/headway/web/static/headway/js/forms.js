// Forms: ask before what cannot be seen, focus the first error, search while typing, keep drafts.
export function startForms(root) {
  root.addEventListener("submit", (event) => {
    const question = event.target.dataset.confirm;
    if (question && !confirm(question)) return event.preventDefault();
    if (event.target.dataset.draft) localStorage.removeItem(key(event.target));
    const button = event.submitter;
    if (button) setTimeout(() => button.setAttribute("aria-busy", "true"));
  });
  addEventListener("pageshow", () => {
    for (const busy of root.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  });

  const wrong = root.querySelector("[aria-invalid=true]") || root.querySelector("[data-focus]");
  if (wrong) wrong.focus();

  let timer;
  root.addEventListener("input", (event) => {
    const filter = event.target.closest("form[data-filter]");
    if (filter && event.target.type === "search") {
      clearTimeout(timer);
      timer = setTimeout(() => filter.requestSubmit(), 350);
    }
    const draft = event.target.closest("form[data-draft]");
    if (draft) localStorage.setItem(key(draft), JSON.stringify(values(draft)));
  });
  root.addEventListener("change", (event) => {
    const filter = event.target.closest("form[data-filter]");
    if (filter && event.target.matches("select")) filter.requestSubmit();
  });

  for (const form of root.querySelectorAll("form[data-draft]:not([data-answered])")) {
    const kept = JSON.parse(localStorage.getItem(key(form)) || "null");
    if (!kept) continue;
    for (const [name, value] of Object.entries(kept)) {
      const field = form.elements.namedItem(name);
      if (field && "value" in field && !field.value) field.value = value;
    }
  }

  root.addEventListener("click", (event) => {
    const adder = event.target.closest("[data-add]");
    if (!adder) return;
    const next = root.querySelector(`${adder.dataset.add}[hidden]`);
    if (!next) return;
    event.preventDefault();
    next.hidden = false;
    next.querySelector("input, select, textarea")?.focus();
    if (!root.querySelector(`${adder.dataset.add}[hidden]`)) adder.hidden = true;
  });

  root.addEventListener("change", chooseKind);
  for (const select of root.querySelectorAll("[data-kind]")) chooseKind({ target: select });
}

// Show only the fields a kind of key result needs: data-for lists the kinds of a field.
function chooseKind(event) {
  if (!event.target.matches?.("[data-kind]")) return;
  const group = event.target.closest("[data-kinds]");
  for (const part of group.querySelectorAll("[data-for]"))
    part.hidden = !part.dataset.for.split(" ").includes(event.target.value);
}

function key(form) {
  return `headway draft ${form.dataset.draft}`;
}

function values(form) {
  return Object.fromEntries([...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string" && value));
}
