/* Portfolio pages: files go to the case chosen above them; criteria are found by typing. */
(() => {
  "use strict";

  const upload = document.getElementById("evidence-upload");
  const where = upload?.querySelector('select[name="case"]');
  if (where) {
    const aim = () => (upload.dataset.uploadTarget = `#evidence-${where.value || "none"}`);
    where.addEventListener("change", aim);
    aim();
  }

  const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

  for (const box of document.querySelectorAll("[data-criteria-search]")) {
    const zone = document.querySelector(box.dataset.criteriaSearch);
    const said = zone.querySelector("[data-criteria-found]");
    const items = [...zone.querySelectorAll("[data-criterion]")].map((node) => ({
      node,
      words: plain(`${node.closest("[data-criteria-group]").querySelector("p").textContent} ${node.textContent}`),
    }));
    const folds = [...zone.querySelectorAll("details")];
    box.addEventListener("input", () => {
      const asked = plain(box.value).split(/\s+/).filter(Boolean);
      let found = 0;
      for (const { node, words } of items) {
        node.hidden = !asked.every((word) => words.includes(word));
        found += node.hidden ? 0 : 1;
      }
      for (const group of zone.querySelectorAll("[data-criteria-group]")) group.hidden = !group.querySelector("[data-criterion]:not([hidden])");
      for (const fold of folds) {
        fold.hidden = !fold.querySelector("[data-criterion]:not([hidden])");
        if (asked.length) fold.open = !fold.hidden;
      }
      said.textContent = found === 1 ? said.dataset.wordsOne : said.dataset.words.replace("{count}", String(found));
    });
    box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  }
})();
