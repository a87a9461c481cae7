// Saves a file as soon as it is made, once: the page asked for it. Its link does so without this file.
document.addEventListener("htmx:afterSwap", () => document.querySelector("#file [data-save]")?.click());
