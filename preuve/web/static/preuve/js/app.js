/* What every page needs: words, messages, confirmation, double-submit guard, focus, panel. No dependency but Bootstrap and htmx. */
(() => {
  "use strict";

  const wordsBlock = document.getElementById("i18n");
  const words = wordsBlock ? JSON.parse(wordsBlock.textContent) : {};
  const t = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

  function icon(name) {
    const sample = document.querySelector("svg.icon use");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    if (sample) {
      const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
      use.setAttribute("href", `${sample.getAttribute("href").split("#")[0]}#${name}`);
      svg.append(use);
    }
    return svg;
  }

  const ICONS = { success: "check-circle", info: "info-circle", warning: "exclamation-triangle", danger: "exclamation-circle" };

  /* Errors stay until closed; good news leaves after eight seconds, unless somebody is on it. */
  function toast(message, level = "info", link = null) {
    const room = document.getElementById("toasts");
    if (!room) return;
    for (const old of room.children) if (old.dataset.text === message) old.remove();
    const note = document.createElement("div");
    note.className = `note-toast note-toast--${level}`;
    note.dataset.text = message;
    const text = document.createElement("p");
    text.textContent = message;
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link.url;
      anchor.textContent = link.label;
      text.append(" ", anchor);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn-close";
    close.setAttribute("aria-label", t("close"));
    close.addEventListener("click", () => note.remove());
    note.append(icon(ICONS[level] ?? ICONS.info), text, close);
    room.append(note);
    if ((level === "success" || level === "info") && !link) {
      const leave = () => (note.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : note.remove());
      setTimeout(leave, 8000);
    }
  }

  function messageForStatus(status) {
    if (status === 401) return t("signedOut");
    if (status === 403) return t("forbidden");
    if (status === 404 || status === 410) return t("notFound");
    if (status === 409) return t("stale");
    if (status === 413) return t("tooLarge");
    if (status === 429) return t("tooMany");
    return t("serverError");
  }

  const isTyping = (node) =>
    node instanceof HTMLElement &&
    (node.isContentEditable ||
      node.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit], [type=reset], [type=range])"));

  window.Preuve = { t, csrf, toast, icon, isTyping, messageForStatus };

  /* ---- confirmation ---- */
  function ask(question, options = {}) {
    const dialog = document.getElementById("confirm-dialog");
    if (!dialog) return Promise.resolve(window.confirm(question));
    const title = dialog.querySelector("#confirm-title");
    const yes = dialog.querySelector("#confirm-yes");
    title.textContent = options.confirmTitle || title.dataset.default;
    yes.textContent = options.confirmAction || yes.dataset.default;
    const danger = "confirmDanger" in options;
    yes.classList.toggle("btn-danger", danger);
    yes.classList.toggle("btn-primary", !danger);
    dialog.classList.toggle("dialog--danger", danger);
    dialog.querySelector("#confirm-text").textContent = question;
    dialog.returnValue = "no";
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
      dialog.showModal();
    });
  }
  window.Preuve.ask = ask;

  const confirmed = new WeakSet();
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const source = event.submitter?.dataset.confirm ? event.submitter : form;
      if (!source.dataset.confirm || confirmed.delete(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(source.dataset.confirm, source.dataset).then((yes) => {
        if (!yes) return;
        confirmed.add(form);
        form.requestSubmit(event.submitter?.isConnected ? event.submitter : undefined);
        confirmed.delete(form);
      });
    },
    true,
  );
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[data-confirm]");
      if (!link) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(link.dataset.confirm, link.dataset).then((yes) => yes && window.location.assign(link.href));
    },
    true,
  );
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, event.detail.elt.dataset).then((yes) => yes && event.detail.issueRequest(true));
  });

  /* ---- a form marked data-once leaves once ---- */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  /* ---- data-guard: leaving with unsaved changes asks first ---- */
  const dirty = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (form) dirty.add(form);
  });
  document.addEventListener("submit", (event) => !event.defaultPrevented && dirty.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    for (const form of dirty) if (form.isConnected) return event.preventDefault();
  });

  /* ---- copy, filter forms, menu ---- */
  async function copy(button) {
    const target = button.dataset.copyTarget && document.querySelector(button.dataset.copyTarget);
    const text = target ? (target.value ?? target.textContent).trim() : button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
      toast(t("copied"), "success");
    } catch {
      toast(t("copyFailed"), "warning");
    }
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-copy], [data-copy-target]")) copy(button);
    if (button.matches("[data-print]")) window.print();
    if (button.matches("[data-dialog]")) document.querySelector(button.dataset.dialog)?.showModal();
    if (button.matches("[data-nav-toggle]")) {
      const open = button.getAttribute("aria-expanded") !== "true";
      button.setAttribute("aria-expanded", String(open));
      document.getElementById("site-nav")?.classList.toggle("is-open", open);
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form?.requestSubmit();
  });

  /* ---- panel ---- */
  let opener = null;
  const panel = () => document.getElementById("panel");
  /* What opened the panel may have been drawn again since: the one in its place leads to the same address. */
  function sameAgain(node) {
    if (!node || node.isConnected) return node;
    const address = node.getAttribute("href");
    return address && [...document.links].find((other) => other.getAttribute("href") === address && other.classList[0] === node.classList[0]);
  }

  function closePanel() {
    const box = panel();
    if (!box || box.hidden) return;
    box.hidden = true;
    box.replaceChildren();
    document.querySelectorAll('[aria-expanded="true"][hx-target="#panel"]').forEach((node) => node.setAttribute("aria-expanded", "false"));
    sameAgain(opener)?.focus();
    opener = null;
  }
  document.addEventListener("click", (event) => event.target.closest("[data-panel-close]") && closePanel());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open], .dropdown-menu.show")) closePanel();
  });
  document.addEventListener("panel:close", closePanel);

  /* ---- htmx: progress line, focus, messages ---- */
  let busyTimer = 0;
  let pending = 0;
  const busy = () => document.getElementById("page-busy");
  document.addEventListener("htmx:beforeRequest", (event) => {
    pending += 1;
    clearTimeout(busyTimer);
    busyTimer = setTimeout(() => pending && busy()?.removeAttribute("hidden"), 300);
    const target = event.detail.target;
    if (target?.id === "panel") {
      document.querySelectorAll('[aria-expanded="true"][hx-target="#panel"]').forEach((node) => node.setAttribute("aria-expanded", "false"));
      if (!target.contains(event.detail.elt)) opener = event.detail.elt;
    }
  });
  document.addEventListener("htmx:afterRequest", () => {
    pending = Math.max(0, pending - 1);
    if (!pending) busy()?.setAttribute("hidden", "");
  });

  /* A refusal must not replace the row it is about: it goes where refusals are shown. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (![409, 422].includes(xhr.status) || !xhr.responseText.includes("data-refused")) return;
    event.detail.shouldSwap = false;
    const box = requestConfig.elt.closest("[data-refusals]") ?? requestConfig.elt.closest("#panel")?.querySelector("[data-refusals]") ?? document.getElementById("messages");
    if (!box) return toast(messageForStatus(xhr.status), "danger");
    const parsed = new DOMParser().parseFromString(xhr.responseText, "text/html").body;
    box.querySelectorAll(":scope > [data-refused]").forEach((old) => old.remove());
    box.prepend(...parsed.childNodes);
    box.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.target;
    if (!target?.isConnected) return;
    if (target.id === "panel") {
      target.hidden = false;
      if (opener?.hasAttribute("aria-expanded")) opener.setAttribute("aria-expanded", "true");
      (target.querySelector("[data-autofocus], .is-invalid") ?? target).focus();
      return;
    }
    const next = target.querySelector("[data-autofocus]") ?? (target.querySelector("form") && target.querySelector(".is-invalid"));
    next?.focus();
  });
  document.addEventListener("htmx:responseError", (event) => toast(messageForStatus(event.detail.xhr.status), "danger"));
  document.addEventListener("htmx:sendError", () => toast(t("offline"), "warning"));
  document.addEventListener("htmx:timeout", () => toast(t("timeout"), "warning"));
  /* The server says so with HX-Trigger: {"toast": {"message": "…", "level": "success"}}. */
  document.addEventListener("toast", (event) => toast(event.detail.message ?? event.detail.value, event.detail.level ?? "success"));

  /* ---- network ---- */
  const showNetwork = () => {
    const strip = document.getElementById("offline");
    if (strip) strip.hidden = navigator.onLine;
  };
  window.addEventListener("online", showNetwork);
  window.addEventListener("offline", showNetwork);
  showNetwork();

  const first = document.querySelector("[data-autofocus]");
  if (first) first.focus();
})();
