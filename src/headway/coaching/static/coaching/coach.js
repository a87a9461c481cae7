/** Buttons that print: without this module the browser's own command does the same. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
