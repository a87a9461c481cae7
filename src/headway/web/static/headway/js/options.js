// A list of options below a field: one is selected while the focus stays where one types.
export function optionsOf(input, list) {
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function select(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  return { options, chosen, select };
}

// It closes when one leaves the field; a press chooses.
export function listbox(input, list, { choose, close }) {
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}
