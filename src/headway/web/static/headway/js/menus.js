// Menus and explanations are <details>: one open at a time, closed by Escape, by a click elsewhere
// and when the focus leaves. [data-dialog=id] opens a <dialog>.
export function startMenus(root) {
  const open = () => root.querySelectorAll("details[data-menu][open], details.why[open]");
  const close = (keep) => {
    for (const menu of open()) if (!menu.contains(keep)) menu.open = false;
  };
  root.addEventListener("click", (event) => {
    close(event.target);
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      event.preventDefault();
      root.getElementById(opener.dataset.dialog).showModal();
    } else if (event.target.matches("dialog.dialog, dialog .close")) event.target.closest("dialog").close();
  });
  root.addEventListener("focusin", (event) => close(event.target));
  // Who is led to something folded finds it open.
  const unfold = () => {
    const target = root.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target?.closest("details:not(.menu, .why)");
    if (folded && !folded.open) {
      folded.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", unfold);
  root.addEventListener("click", (event) => { if (event.target.closest?.("a[href^='#']")) setTimeout(unfold); });
  unfold();
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      const held = menu.contains(root.activeElement);
      menu.open = false;
      if (held) menu.querySelector("summary").focus();
    }
  });
}

// Whether a key press belongs to a field that is being typed in.
export function isTyping(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
}
