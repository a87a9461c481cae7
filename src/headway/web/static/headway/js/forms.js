// Forms: ask before what cannot be seen, focus the first error, search while typing, keep drafts.
const SENT = "headway draft sent";

export function startForms(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !confirm(form.dataset.confirm)) return event.preventDefault();
    if (form.method !== "post" || event.defaultPrevented || event.submitter?.formTarget) return;
    if (form.dataset.sent) return event.preventDefault(); // pressed twice
    form.dataset.sent = "1";
    if (form.dataset.draft) sessionStorage.setItem(SENT, key(form));
    if (event.submitter) setTimeout(() => event.submitter.setAttribute("aria-busy", "true"));
  });
  const answered = () => {
    for (const form of root.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const busy of form.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
    }
  };
  addEventListener("pageshow", answered);
  root.addEventListener("htmx:afterRequest", answered);

  const wrong = root.querySelector("form [aria-invalid=true]") || root.querySelector("[data-focus]:not(.sheet *)");
  if (wrong) wrong.focus();

  // A draft is forgotten once a page has answered it, unless that page says the form was refused.
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (sent && !root.querySelector("form[data-draft][data-answered]")) localStorage.removeItem(sent);

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
    if (filter && event.target.matches("select, [data-finder] > input[type=hidden]")) filter.requestSubmit();
  });

  for (const form of root.querySelectorAll("form[data-draft]:not([data-answered])")) {
    const kept = JSON.parse(localStorage.getItem(key(form)) || "null");
    if (!kept) continue;
    for (const [name, value] of Object.entries(kept)) {
      const field = form.elements.namedItem(name);
      if (!field || !("value" in field) || (field.value && !field.matches?.("select, [data-finder] > input"))) continue;
      field.value = value;
      for (const adder of root.querySelectorAll("[data-add]")) field.closest?.(adder.dataset.add)?.removeAttribute("hidden");
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

  root.addEventListener("change", choose);
  for (const control of root.querySelectorAll("select[data-choice], [data-choice]:checked")) choose({ target: control });
}

// Show only the parts that a choice needs: data-when names the choice, data-is lists its values. What
// is hidden is not sent where another part sends the same field.
function choose(event) {
  if (!event.target.matches?.("[data-choice]")) return;
  const { choice } = event.target.dataset;
  for (const part of event.target.closest("[data-choices]").querySelectorAll(`[data-when="${choice}"]`)) {
    part.hidden = !part.dataset.is.split(" ").includes(event.target.value);
    for (const field of part.querySelectorAll("[name=limit]")) field.disabled = part.hidden;
  }
}

function key(form) {
  return `headway draft ${form.dataset.draft}`;
}

function values(form) {
  return Object.fromEntries([...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string" && value));
}
