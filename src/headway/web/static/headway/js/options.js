// The options of a list below a field: one of them is selected while the focus stays where one types.
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

// Such a list closes when one leaves the field, and pressing an option chooses it.
export function listbox(input, list, { choose, close }) {
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // keeps the focus where one types
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}
