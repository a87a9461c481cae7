// A period that is chosen on the chart, by a click or by Enter, opens the form that remarks what happened then.
const form = document.querySelector("form[data-remark]");
if (form) document.addEventListener("headway:period", (event) => {
  event.preventDefault();
  form.closest("details").open = true;
  form.elements.on.value = event.detail.day;
  form.elements.text.focus();
  form.scrollIntoView({ block: "center" });
});
