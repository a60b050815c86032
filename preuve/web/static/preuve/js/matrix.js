/* The coverage matrix: groups open and close, arrows go from cell to cell, and "only what is missing".
   A row says its ancestors in data-group ("BC1 C1.1"); a toggle says its own name in data-matrix-toggle. */
(() => {
  "use strict";

  function setUp(matrix) {
    if (matrix.dataset.ready) return;
    matrix.dataset.ready = "yes";
    const key = `preuve:matrix:${matrix.id || "main"}`;
    const toggles = [...matrix.querySelectorAll("[data-matrix-toggle]")];
    const closed = new Set(JSON.parse(sessionStorage.getItem(key) ?? "null") ?? toggles.filter((node) => node.getAttribute("aria-expanded") === "false").map((node) => node.dataset.matrixToggle));

    function draw() {
      for (const toggle of toggles) toggle.setAttribute("aria-expanded", String(!closed.has(toggle.dataset.matrixToggle)));
      for (const row of matrix.querySelectorAll("tr[data-group]")) row.hidden = row.dataset.group.split(" ").some((name) => closed.has(name));
      sessionStorage.setItem(key, JSON.stringify([...closed]));
    }
    for (const toggle of toggles) {
      toggle.addEventListener("click", () => {
        const name = toggle.dataset.matrixToggle;
        if (!closed.delete(name)) closed.add(name);
        draw();
      });
    }
    document.querySelectorAll(`[data-matrix-all][data-for="${matrix.id}"]`).forEach((button) =>
      button.addEventListener("click", () => {
        closed.clear();
        if (button.dataset.matrixAll === "close") toggles.forEach((toggle) => closed.add(toggle.dataset.matrixToggle));
        draw();
      }),
    );
    document.querySelectorAll(`[data-matrix-missing][data-for="${matrix.id}"]`).forEach((box) => {
      const apply = () => {
        matrix.classList.toggle("matrix--only-missing", box.checked);
        if (box.checked) {
          closed.clear();
          draw();
        }
      };
      box.addEventListener("change", apply);
      apply();
    });
    draw();

    /* Roving focus: one stop for Tab, arrows inside. */
    const grid = () =>
      [...matrix.querySelectorAll("tbody tr")]
        .filter((row) => row.offsetParent !== null)
        .map((row) => [...row.querySelectorAll("button.cell, a.cell, .matrix__toggle")])
        .filter((row) => row.length);
    const focusables = () => [...matrix.querySelectorAll("button.cell, a.cell, .matrix__toggle")];
    const only = (node) => {
      focusables().forEach((other) => (other.tabIndex = other === node ? 0 : -1));
    };
    const first = grid()[0]?.[0];
    if (first) only(first);
    matrix.addEventListener("focusin", (event) => {
      if (event.target.matches("button.cell, a.cell, .matrix__toggle")) only(event.target);
    });
    matrix.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const rows = grid();
      const y = rows.findIndex((row) => row.includes(event.target));
      if (y === -1) return;
      const x = rows[y].indexOf(event.target);
      const column = event.target.closest("th, td").cellIndex;
      const inRow = (row) => row?.find((node) => node.closest("th, td").cellIndex === column) ?? row?.[Math.min(x, row.length - 1)];
      const goes = {
        ArrowRight: () => rows[y][x + 1],
        ArrowLeft: () => rows[y][x - 1],
        ArrowDown: () => inRow(rows[y + 1]),
        ArrowUp: () => inRow(rows[y - 1]),
        Home: () => (event.shiftKey ? rows[0][0] : rows[y][0]),
        End: () => (event.shiftKey ? rows.at(-1).at(-1) : rows[y].at(-1)),
      };
      if (!(event.key in goes)) return;
      event.preventDefault();
      goes[event.key]()?.focus();
    });
  }

  const start = (root) => root.querySelectorAll(".matrix").forEach(setUp);
  document.addEventListener("htmx:afterSettle", (event) => start(event.detail.target.parentElement ?? document));
  start(document);
})();
