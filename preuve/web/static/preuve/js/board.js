/* The timetable's board: a card is taken (dragged, or by its button), every place says whether it may go there,
   and it is put down. Places are buttons laid over the cells while a card is carried; the server checks again. */
(() => {
  "use strict";

  const board = document.getElementById("timetable-board");
  if (!board) return;
  const live = board.querySelector("[data-board-live]");
  const body = () => board.querySelector("[data-board-body]");
  const cardOf = (pk) => board.querySelector(`[data-board-card="${CSS.escape(pk)}"]`);
  const word = (key, values = {}) =>
    (board.dataset[`word${key}`] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  let carried = null;

  function announce(text) {
    live.textContent = "";
    /* The same words twice are two events for who listens. */
    setTimeout(() => (live.textContent = text), 30);
  }

  function show(text, level = "") {
    const box = board.querySelector("[data-board-says]");
    if (!box) return;
    box.hidden = !text;
    box.textContent = text;
    box.className = `planner__says${level ? ` planner__says--${level}` : ""}`;
  }

  /* ---- places ---- */
  function layPlaces(card) {
    const names = (attribute) =>
      new Map([...board.querySelectorAll(`[${attribute}]`)].map((node) => [node.getAttribute(attribute), node.dataset.name]));
    const [rooms, hours] = [names("data-board-room"), names("data-board-slot")];
    const places = new Map();
    for (const cell of board.querySelectorAll("[data-board-cell]")) {
      const stack = document.createElement("div");
      stack.className = "tplaces";
      for (let step = 0; step < cell.rowSpan; step += 1) {
        const { room } = cell.dataset;
        const slot = Number(cell.dataset.slot) + step;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "tplace tplace--checking";
        button.tabIndex = -1;
        const place = { button, room, slot, broken: null, name: word("Place", { room: rooms.get(room), hour: hours.get(String(slot)) }) };
        place.here = card.dataset.room === room && Number(card.dataset.slot) === slot;
        button.setAttribute("aria-label", `${place.name} : ${word("Checking")}`);
        places.set(`${room}-${slot}`, place);
        stack.append(button);
      }
      cell.append(stack);
    }
    return { places, rooms: [...rooms.keys()], last: hours.size - 1 };
  }

  function mark(place) {
    const { button, broken, name } = place;
    const state = place.here ? "here" : broken.length ? "refused" : "possible";
    const signs = { here: "●", refused: "✕", possible: "✓" };
    const label = { here: "Here", refused: "Refused", possible: "Possible" }[state];
    button.className = `tplace tplace--${state}`;
    button.textContent = signs[state];
    button.setAttribute("aria-label", word(label, { place: name, why: broken.join(" ") }));
    if (state === "refused") button.setAttribute("aria-disabled", "true");
  }

  const placeOf = (node) => {
    const button = node?.closest?.(".tplace");
    return button && carried ? [...carried.places.values()].find((place) => place.button === button) : null;
  };

  function describe(place) {
    if (!carried || !place) return;
    for (const other of carried.places.values()) other.button.classList.remove("is-extent");
    for (let step = 0; step < carried.slots; step += 1)
      carried.places.get(`${place.room}-${place.slot + step}`)?.button.classList.add("is-extent");
    const refused = place.broken?.length > 0 && !place.here;
    show(place.button.getAttribute("aria-label"), refused ? "bad" : place.broken ? "good" : "");
  }

  function goTo(place) {
    if (!place) return;
    for (const other of carried.places.values()) other.button.tabIndex = -1;
    place.button.tabIndex = 0;
    place.button.focus();
  }

  /* ---- taking ---- */
  const daysWith = (pk) => {
    for (const link of board.querySelectorAll("[data-board-day]")) {
      const address = new URL(link.href);
      if (pk) address.searchParams.set("porte", pk);
      else address.searchParams.delete("porte");
      link.href = address.href;
    }
  };

  async function take(card, { dragged = false } = {}) {
    if (carried) leave();
    const mine = { card, pk: card.dataset.boardCard, name: card.dataset.name, slots: Number(card.dataset.slots), dragged };
    Object.assign(mine, layPlaces(card));
    carried = mine;
    board.classList.add("is-carrying");
    card.classList.add("is-carried");
    card.querySelector("[data-board-pick]")?.setAttribute("aria-pressed", "true");
    daysWith(mine.pk);
    announce(word("Carried", { name: mine.name }));
    show(word("Checking"));
    const first = mine.places.get(`${card.dataset.room}-${card.dataset.slot}`) ?? mine.places.values().next().value;
    if (!dragged) goTo(first);
    const answer = await ask(`${card.dataset.moves}?day=${board.dataset.day}`);
    if (carried !== mine) return;
    if (!answer.cells) {
      end();
      return refuse(mine, answer.error);
    }
    judge(mine, answer.cells);
  }

  function judge(mine, cells) {
    let free = 0;
    for (const [key, place] of mine.places) {
      place.broken = cells[key] ?? [];
      if (!place.broken.length && !place.here) free += 1;
      mark(place);
    }
    const count = free ? word("Free", { count: free }) : word("None");
    announce(mine.dragged ? count : `${word("Carried", { name: mine.name })} ${count}`);
    const under = placeOf(document.activeElement);
    if (under) describe(under);
    else show(count);
  }

  /* ---- putting down ---- */
  function end() {
    for (const stack of board.querySelectorAll(".tplaces")) stack.remove();
    board.classList.remove("is-carrying");
    carried?.card.classList.remove("is-carried");
    carried?.card.querySelector("[data-board-pick]")?.setAttribute("aria-pressed", "false");
    carried = null;
    daysWith(null);
    show("");
  }

  function leave({ focus = true } = {}) {
    if (!carried) return;
    const { card, name } = carried;
    end();
    announce(word("Left", { name }));
    if (focus) card.querySelector("[data-board-pick]")?.focus();
  }

  function refuse(mine, why) {
    const text = word("NotMoved", { name: mine.name, why });
    announce(text);
    show(text, "bad");
  }

  function put(place) {
    if (!carried || !place) return;
    if (!place.broken) return announce(word("Checking"));
    if (place.here) return leave();
    if (place.broken.length) {
      describe(place);
      return announce(place.button.getAttribute("aria-label"));
    }
    send(carried, place);
  }

  async function send(mine, place) {
    announce(word("Moving", { name: mine.name }));
    end();
    mine.card.setAttribute("aria-busy", "true");
    const form = new FormData();
    form.set("day", board.dataset.day);
    form.set("slot", place.slot);
    form.set("room", place.room);
    const answer = await ask(mine.card.dataset.move, form);
    mine.card.removeAttribute("aria-busy");
    if (answer.sent) await renew(`#card-${mine.pk} [data-board-pick]`);
    if (!answer.ok) return refuse(mine, answer.error);
    announce(answer.message);
    show(answer.message, "good");
  }

  /* ---- server ---- */
  async function ask(address, form = null) {
    const headers = { Accept: "application/json" };
    if (form) headers["X-CSRFToken"] = board.dataset.csrf || window.Preuve.csrf();
    let response;
    try {
      response = await fetch(address, { method: form ? "POST" : "GET", headers, body: form, credentials: "same-origin" });
    } catch {
      return { ok: false, error: window.Preuve.t("offline") };
    }
    try {
      return { ...(await response.json()), sent: true };
    } catch {
      return { ok: false, error: window.Preuve.messageForStatus(response.redirected ? 401 : response.status) };
    }
  }

  /* The board is drawn again by the server; the focus stays with the card, the scrolling where it was. */
  async function renew(focus) {
    const address = new URL(window.location.href);
    address.searchParams.delete("porte");
    address.hash = "";
    window.history.replaceState(null, "", address);
    let fresh = null;
    try {
      const page = await (await fetch(address, { credentials: "same-origin" })).text();
      fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-board-body]");
    } catch {
      return window.Preuve.toast(window.Preuve.t("offline"), "warning");
    }
    if (!fresh) return window.location.reload();
    const scroller = () => board.querySelector(".planner__scroll");
    const at = scroller();
    const [left, top] = at ? [at.scrollLeft, at.scrollTop] : [0, 0];
    body().replaceWith(fresh);
    scroller()?.scrollTo(left, top);
    board.querySelector(focus)?.focus();
  }

  /* ---- drag and drop ---- */
  let over = null;
  board.addEventListener("dragstart", (event) => {
    const card = event.target.closest?.("[data-board-card][draggable]");
    if (!card) return;
    event.dataTransfer.setData("text/plain", card.dataset.name);
    event.dataTransfer.effectAllowed = "move";
    over = null;
    /* Chromium gives a drag up when the page changes under it at once. */
    setTimeout(() => take(card, { dragged: true }), 0);
  });
  board.addEventListener("dragover", (event) => {
    const place = placeOf(event.target);
    if (place !== over) {
      over = place;
      describe(place);
    }
    if (!place?.broken || (place.broken.length && !place.here)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
  });
  board.addEventListener("drop", (event) => {
    const place = placeOf(event.target);
    if (!place) return;
    event.preventDefault();
    put(place);
  });
  board.addEventListener("dragend", () => {
    if (!carried?.dragged) return;
    const [mine, why] = [carried, over?.broken?.join(" ")];
    leave({ focus: false });
    if (why) refuse(mine, why);
  });

  /* ---- buttons and keys ---- */
  board.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-board-pick]");
    if (pick) {
      const card = pick.closest("[data-board-card]");
      if (carried?.card === card) leave();
      else take(card);
      return;
    }
    const place = placeOf(event.target);
    if (place) put(place);
  });
  board.addEventListener("mouseover", (event) => describe(placeOf(event.target)));
  board.addEventListener("focusin", (event) => describe(placeOf(event.target)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && carried) {
      event.preventDefault();
      leave();
    }
  });
  board.addEventListener("keydown", (event) => {
    const place = placeOf(event.target);
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    const { rooms, last, places } = carried;
    const column = rooms.indexOf(place.room);
    const at = (room, slot) => places.get(`${rooms[room]}-${slot}`);
    const goes = {
      ArrowRight: () => at(column + 1, place.slot),
      ArrowLeft: () => at(column - 1, place.slot),
      ArrowDown: () => at(column, place.slot + 1),
      ArrowUp: () => at(column, place.slot - 1),
      PageDown: () => at(column, Math.min(place.slot + 4, last)),
      PageUp: () => at(column, Math.max(place.slot - 4, 0)),
      Home: () => at(column, 0),
      End: () => at(column, last),
    };
    if (!(event.key in goes)) return;
    event.preventDefault();
    goTo(goes[event.key]());
  });

  /* ---- a slot fixed or freed ---- */
  board.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-board-pin]");
    if (!form) return;
    event.preventDefault();
    if (carried) leave({ focus: false });
    const card = form.closest("[data-board-card]");
    const answer = await ask(form.action, new FormData(form));
    if (answer.sent) await renew(`#card-${card.dataset.boardCard} [data-board-pin] button`);
    announce(answer.ok ? answer.message : answer.error);
    show(answer.ok ? answer.message : answer.error, answer.ok ? "good" : "bad");
  });

  /* A card brought from another day is in hand at once. */
  const brought = new URLSearchParams(window.location.search).get("porte");
  const card = brought && cardOf(brought);
  if (card?.draggable) take(card);
})();
