// The choice of colours in the account menu: applied at once, kept by the server.
export function startTheme(root) {
  root.addEventListener("submit", async (event) => {
    const form = event.target, choice = event.submitter?.value;
    if (!form.matches("[data-theme-choice]") || !choice) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    if (choice === "system") delete root.documentElement.dataset.theme;
    else root.documentElement.dataset.theme = choice;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === event.submitter));
    await fetch(form.action, { method: "POST", body, redirect: "manual" });
  });
}
