/* Two panes with a bar between them, moved by pointer or by arrows. The share is kept per screen on this device. */
(() => {
  "use strict";

  const { t } = window.Preuve;
  const LOW = 25;
  const HIGH = 75;

  for (const split of document.querySelectorAll(".split")) {
    const bar = split.querySelector(".split__separator");
    if (!bar) continue;
    const key = `preuve:split:${split.id || "main"}`;

    const set = (value, keep = true) => {
      const share = Math.round(Math.min(HIGH, Math.max(LOW, value)));
      split.style.setProperty("--split", `${share}%`);
      bar.setAttribute("aria-valuenow", String(share));
      bar.setAttribute("aria-valuetext", t("splitValue", { percent: share }));
      if (keep) localStorage.setItem(key, String(share));
    };
    const now = () => Number(bar.getAttribute("aria-valuenow"));

    const fit = () => {
      const top = split.getBoundingClientRect().top + window.scrollY;
      split.style.setProperty("--split-top", `${Math.round(top + 12)}px`);
    };

    bar.tabIndex = 0;
    bar.setAttribute("role", "separator");
    bar.setAttribute("aria-orientation", "vertical");
    bar.setAttribute("aria-valuemin", String(LOW));
    bar.setAttribute("aria-valuemax", String(HIGH));
    set(Number(localStorage.getItem(key)) || Number(split.dataset.share) || 56, false);
    fit();
    window.addEventListener("resize", fit);

    bar.addEventListener("keydown", (event) => {
      const moves = { ArrowLeft: now() - 2, ArrowRight: now() + 2, Home: LOW, End: HIGH };
      if (!(event.key in moves)) return;
      event.preventDefault();
      set(moves[event.key]);
    });
    bar.addEventListener("pointerdown", (event) => {
      bar.setPointerCapture(event.pointerId);
      const drag = (moved) => {
        const box = split.getBoundingClientRect();
        set(((moved.clientX - box.left) / box.width) * 100);
      };
      bar.addEventListener("pointermove", drag);
      const stop = () => bar.removeEventListener("pointermove", drag);
      bar.addEventListener("pointerup", stop, { once: true });
      bar.addEventListener("pointercancel", stop, { once: true });
    });
    bar.addEventListener("dblclick", () => set(Number(split.dataset.share) || 56));
  }
})();
