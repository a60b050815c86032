/* Review of a draft: scroll the source to a line, and never lose a correction that is being typed. */
(() => {
  "use strict";

  const pane = document.getElementById("source-lines");
  const beside = window.matchMedia("(min-width: 64rem)");

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    const line = link && document.getElementById(`L${link.dataset.line}`);
    if (!line || !pane || !beside.matches) return;
    event.preventDefault();
    pane.querySelectorAll(".is-marked").forEach((old) => old.classList.remove("is-marked"));
    line.classList.add("is-marked");
    pane.scrollTop += line.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
  });

  const isDirty = (form) =>
    [...form.elements].some((field) => field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue);

  /* One correction at a time: opening another would take the place of words that are not saved yet. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const dirty = [...document.querySelectorAll("form[data-editor]")].find((form) => isDirty(form) && !form.contains(event.detail.elt));
    if (!dirty) return;
    event.preventDefault();
    window.Preuve.toast(window.Preuve.t("unsaved"), "info");
    dirty.scrollIntoView({ block: "center" });
    dirty.querySelector("textarea, input:not([type=hidden])")?.focus();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const editor = event.detail.target.querySelector?.("form[data-editor]");
    editor?.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
})();
