// Drag a card onto another to put them together, or onto free ground to let it stand alone. The same
// is done by choosing in a form, for the keyboard.

const board = document.querySelector("[data-board]");

function send(values) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  htmx.ajax("POST", board.dataset.board, {
    source: board, swap: "none", values: { ...values, csrfmiddlewaretoken: token },
  });
}

if (board) {
  let card = null;
  board.addEventListener("dragstart", (event) => {
    card = event.target.closest("[data-card][draggable]");
    if (!card) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.card);
  });
  board.addEventListener("dragover", (event) => {
    if (!card) return;
    event.preventDefault();
    const over = event.target.closest("[data-drop]");
    for (const one of board.querySelectorAll(".over")) if (one !== over) one.classList.remove("over");
    if (over && !over.contains(card)) over.classList.add("over");
  });
  board.addEventListener("drop", (event) => {
    if (!card) return;
    event.preventDefault();
    const over = event.target.closest("[data-drop]");
    const own = card.closest("[data-group]");
    const isAlone = own.querySelectorAll("[data-card]").length === 1;
    if (over && over !== own) send({ do: "group", card_id: card.dataset.card, group_id: over.dataset.group });
    else if (!over && !isAlone) send({ do: "group", card_id: card.dataset.card, group_id: "" });
  });
  board.addEventListener("dragend", () => {
    card = null;
    for (const one of board.querySelectorAll(".over")) one.classList.remove("over");
  });
}
