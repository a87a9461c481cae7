// Short messages: those the server wrote into the page, those it sends along with a fragment
// (HX-Trigger: {"toast": "Saved"}), and those about requests that failed.
const STAYS = 8000;

export function startToasts(root) {
  const region = root.getElementById("toasts");
  if (!region) return;
  for (const toast of region.children) leave(toast);

  function show(text) {
    const toast = root.createElement("p");
    toast.className = "toast";
    toast.textContent = text;
    region.append(toast);
    leave(toast);
  }

  root.addEventListener("toast", (event) => show(event.detail.value));
  root.addEventListener("htmx:sendError", () => show(region.dataset.unreached));
  root.addEventListener("htmx:responseError", (event) => {
    const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    show(answer.querySelector(".note")?.textContent.trim() || region.dataset.failed);
  });
}

// What offers a step, such as Undo, stays until it is used or the page is left.
function leave(toast) {
  if (toast.querySelector("a, button")) return;
  const go = () => (toast.matches(":hover") ? setTimeout(go, STAYS) : toast.remove());
  setTimeout(go, STAYS);
}
