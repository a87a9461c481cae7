// Before the modules have come: a hurried Ctrl K opens the palette at once, so that what is typed next lands
// in it. palette.js answers it, and takes the key over, once it is there. A plain script, not a module, for
// modules only run when the whole page is read.
addEventListener("keydown", (event) => {
  const dialog = document.getElementById("palette");
  if (!dialog || dialog.dataset.started || dialog.open) return;
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  dialog.showModal();
  dialog.querySelector("input").focus();
});
