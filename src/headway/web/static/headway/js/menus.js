// Details-based menus: one open at a time, closed by Escape or a click elsewhere.
export function startMenus(root) {
  const open = () => root.querySelectorAll("details[data-menu][open], details.why[open]");
  root.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// Whether a key press belongs to a field that is being typed in.
export function isTyping(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
}
