/* Marking: the count of marked criteria follows what is chosen. Deliberation: the line everyone looks at is lit. */
(() => {
  "use strict";

  const count = document.getElementById("marked-count");
  if (count) {
    const figure = /\d+/;
    document.addEventListener("preuve:saved", () => {
      const marked = document.querySelectorAll(".scale input:checked").length;
      count.textContent = count.textContent.replace(figure, String(marked));
    });
  }

  let lit = document.getElementById("focus")?.dataset.focus ?? "";
  document.addEventListener("htmx:afterSettle", () => {
    const focus = document.getElementById("focus")?.dataset.focus;
    if (focus === undefined || focus === lit) return;
    lit = focus;
    document.querySelectorAll("#board .is-tracked").forEach((row) => row.classList.remove("is-tracked"));
    const row = [...document.querySelectorAll("#board [data-row]")].find((item) => item.dataset.row === focus);
    if (!row) return;
    row.classList.add("is-tracked");
    row.scrollIntoView({ block: "center" });
  });
})();
