/* The viewer: the place that was asked for comes to the middle of its window and takes the focus. Without this script
   the browser goes there by the address's fragment; with it, also when the viewer is changed in place. */
(() => {
  "use strict";

  const motion = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

  function goToPlace(root) {
    const place = root.querySelector?.("[data-here]");
    if (!place) return;
    for (let node = place.parentElement; node; node = node.parentElement) {
      if (node.localName === "details") node.open = true;
    }
    place.focus({ preventScroll: true });
    const box = place.closest(".lines, .data-scroll, .doc-tree, .file-cards");
    if (box) {
      const shift = place.getBoundingClientRect().top - box.getBoundingClientRect().top;
      box.scrollTop += shift - Math.max(0, (box.clientHeight - place.offsetHeight) / 2);
    }
    const { top, bottom } = place.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) place.scrollIntoView({ block: "center", behavior: motion() });
  }

  /* Changed in place: the head of the viewer first, so that one knows what one looks at; then the place. htmx goes to
     the fragment of the address once it has settled, so this comes after. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const viewer = event.target;
    if (!viewer.querySelector?.("#piece-viewer, [data-here]")) return;
    requestAnimationFrame(() => {
      viewer.scrollIntoView({ block: "start" });
      goToPlace(viewer);
    });
  });
  if (document.readyState === "complete") goToPlace(document);
  else window.addEventListener("load", () => goToPlace(document));
})();
