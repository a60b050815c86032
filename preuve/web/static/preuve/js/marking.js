/* Keys of the marking screen. One letter each, so they can be switched off (WCAG 2.1.4), and they sleep while one types. */
(() => {
  "use strict";

  const { isTyping } = window.Preuve;
  const OFF = "preuve:keys-off";
  const criteria = () => [...document.querySelectorAll("[data-criterion]")].filter((node) => node.offsetParent !== null);
  const keysOff = () => localStorage.getItem(OFF) === "yes";

  const current = () =>
    document.activeElement?.closest?.("[data-criterion]") ?? document.querySelector("[data-criterion].is-current");

  function makeCurrent(node, focus = false) {
    if (!node) return;
    document.querySelectorAll("[data-criterion].is-current").forEach((old) => old.classList.remove("is-current"));
    node.classList.add("is-current");
    if (focus) {
      if (!node.hasAttribute("tabindex")) node.tabIndex = -1;
      node.focus({ preventScroll: true });
      node.scrollIntoView({ block: "nearest" });
    }
  }

  function move(step) {
    const all = criteria();
    const here = all.indexOf(current());
    makeCurrent(all[Math.min(all.length - 1, Math.max(0, here === -1 ? 0 : here + step))], true);
  }

  function nextUnmarked() {
    const all = criteria();
    const here = all.indexOf(current());
    const order = [...all.slice(here + 1), ...all.slice(0, here + 1)];
    makeCurrent(order.find((node) => node.querySelector(".scale") && !node.querySelector(".scale input:checked")), true);
  }

  function setLevel(digit) {
    const choice = current()?.querySelectorAll('.scale input[type="radio"]')[digit - 1];
    if (!choice || choice.disabled || choice.checked) return;
    choice.click();
  }

  function comment() {
    const box = current()?.querySelector("textarea");
    if (!box) return;
    box.closest("details")?.setAttribute("open", "");
    box.focus();
  }

  const follow = (selector) => document.querySelector(selector)?.click();
  const help = () => document.getElementById("keys-dialog")?.showModal();

  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    u: nextUnmarked,
    c: comment,
    n: () => follow("[data-next-candidate]"),
    p: () => follow("[data-previous-candidate]"),
    "?": help,
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && isTyping(document.activeElement)) return makeCurrent(document.activeElement.closest("[data-criterion]"), true);
    if (isTyping(event.target) || (keysOff() && event.key !== "?")) return;
    const act = /^[1-9]$/.test(event.key) ? () => setLevel(Number(event.key)) : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("focusin", (event) => makeCurrent(event.target.closest("[data-criterion]")));
  document.addEventListener("click", (event) => makeCurrent(event.target.closest("[data-criterion]")));

  /* "Comment required" follows the chosen level without asking the server. */
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-criterion]");
    if (!box || event.target.type !== "radio") return;
    const needed = "commentRequired" in event.target.dataset;
    box.querySelectorAll("[data-comment-required]").forEach((node) => (node.hidden = !needed));
    if (needed) box.querySelector("textarea")?.closest("details")?.setAttribute("open", "");
  });

  const toggle = document.querySelector("[data-keys-off]");
  if (toggle) {
    toggle.checked = !keysOff();
    toggle.addEventListener("change", () => localStorage.setItem(OFF, toggle.checked ? "no" : "yes"));
  }
  makeCurrent(criteria()[0]);
})();
