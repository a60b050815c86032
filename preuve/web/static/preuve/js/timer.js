/* The defence's clock: presentation, then questions, each with its extra time. It counts from an instant, not by ticks, so a
   sleeping tab stays right; it survives a reload; a screen reader hears minutes only. */
(() => {
  "use strict";

  const { t } = window.Preuve;

  for (const box of document.querySelectorAll("[data-timer]")) {
    const key = `preuve:timer:${box.dataset.timer}`;
    const extra = { presentation: Number(box.dataset.extraPresentation || 0), questions: Number(box.dataset.extraQuestions || 0) };
    const planned = {
      presentation: Number(box.dataset.presentation) + extra.presentation,
      questions: Number(box.dataset.questions) + extra.questions,
    };
    const fresh = () => ({ phase: "presentation", startedAt: null, spent: { presentation: 0, questions: 0 } });
    let clock = fresh();
    try {
      clock = JSON.parse(localStorage.getItem(key)) ?? clock;
    } catch {
      /* An unreadable clock starts again. */
    }
    let announced = null;
    const part = (name) => box.querySelector(`[data-timer-${name}]`);

    const spent = () => clock.spent[clock.phase] + (clock.startedAt ? (Date.now() - clock.startedAt) / 1000 : 0);
    const left = () => Math.round(planned[clock.phase] - spent());
    const keep = () => localStorage.setItem(key, JSON.stringify(clock));

    function words(seconds) {
      const whole = Math.abs(seconds);
      const figure = `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
      return seconds < 0 ? `+${figure}` : figure;
    }

    function announce(seconds) {
      const minutes = Math.ceil(seconds / 60);
      if (!clock.startedAt || minutes === announced) return;
      const speak = announced !== null && (minutes === 0 || minutes === 1 || minutes === 2 || minutes % 5 === 0);
      announced = minutes;
      if (!speak || minutes < 0) return;
      part("live").textContent = minutes === 0 ? t("timerEnded") : minutes === 1 ? t("timerMinutesOne") : t("timerMinutes", { count: minutes });
    }

    function draw() {
      const seconds = left();
      part("clock").textContent = words(seconds);
      part("phase").textContent = clock.phase === "presentation" ? t("timerPresentation") : t("timerQuestions");
      const added = part("extra");
      if (added) added.textContent = extra[clock.phase] ? t("timerExtra", { minutes: Math.round(extra[clock.phase] / 60) }) : "";
      box.dataset.state = seconds < 0 ? "over" : seconds <= 120 ? "last" : "running";
      if (seconds < 0) part("phase").textContent += ` – ${t("timerOver")}`;
      const start = part("start");
      start.textContent = clock.startedAt ? t("timerPause") : t(spent() ? "timerResume" : "timerStart");
      start.setAttribute("aria-pressed", String(Boolean(clock.startedAt)));
      part("next").disabled = clock.phase === "questions";
      announce(seconds);
    }

    function pause() {
      if (!clock.startedAt) return;
      clock.spent[clock.phase] = spent();
      clock.startedAt = null;
    }

    part("start").addEventListener("click", () => {
      if (clock.startedAt) pause();
      else clock.startedAt = Date.now();
      keep();
      draw();
    });
    part("next").addEventListener("click", () => {
      const running = Boolean(clock.startedAt);
      pause();
      clock.phase = "questions";
      announced = null;
      if (running) clock.startedAt = Date.now();
      keep();
      draw();
    });
    part("reset").addEventListener("click", () => {
      const restart = (yes) => {
        if (!yes) return;
        clock = fresh();
        announced = null;
        keep();
        draw();
      };
      const question = part("reset").dataset.ask;
      if (question) window.Preuve.ask(question, {}).then(restart);
      else restart(true);
    });
    setInterval(draw, 500);
    draw();
  }
})();
