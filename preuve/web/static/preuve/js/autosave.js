/* Forms marked data-autosave save themselves. What is typed is first kept on the device, then sent; the copy leaves
   when the server has it. The copy is named after the person, so that the next one at this computer never sends it. */
(() => {
  "use strict";

  const { t, csrf, toast, messageForStatus } = window.Preuve;
  const IDLE_MS = 600;
  const RETRIES_MS = [2000, 5000, 15000, 30000];
  const person = document.body.dataset.user || "anonymous";
  const PREFIX = `preuve:draft:${person}:`;
  const savers = new Map();

  const store = {
    read(key) {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        /* Storage is full or closed: the page itself still holds the text. */
      }
    },
    drop(key) {
      try {
        localStorage.removeItem(key);
      } catch {
        /* As above. */
      }
    },
  };

  class Saver {
    constructor(form) {
      this.form = form;
      this.url = form.dataset.autosave || form.action;
      const address = new URL(this.url, window.location.href);
      this.key = PREFIX + address.pathname + address.search;
      this.timer = 0;
      this.sending = false;
      this.again = false;
      this.failures = 0;
      this.blocked = false;
      this.base = this.content();
      form.addEventListener("input", () => this.touched());
      form.addEventListener("change", () => this.touched());
      form.addEventListener("submit", (event) => {
        if (event.submitter?.hasAttribute("data-leave")) return;
        event.preventDefault();
        this.save();
      });
      this.resume();
    }

    /* The fields as one string: without the token (it ages) and without the version (it is the server's). */
    content() {
      const fields = new URLSearchParams();
      for (const [name, value] of new FormData(this.form)) {
        if (name !== "csrfmiddlewaretoken" && name !== "version" && typeof value === "string") fields.append(name, value);
      }
      return fields.toString();
    }

    version() {
      return this.form.elements.namedItem("version");
    }

    show(state, words) {
      const boxes = this.form.id ? [...document.querySelectorAll(`[data-save-status-for="${CSS.escape(this.form.id)}"]`)] : [];
      boxes.push(...this.form.querySelectorAll(".save-status"));
      if (!boxes.length) boxes.push(...document.querySelectorAll(".save-status:not([data-save-status-for])"));
      for (const box of boxes) {
        box.dataset.state = state;
        if (box.textContent !== words) box.textContent = words;
      }
      this.form.dataset.saveState = state;
    }

    touched() {
      if (this.content() === this.base && !this.sending) {
        store.drop(this.key);
        clearTimeout(this.timer);
        return;
      }
      this.keep();
      if (this.blocked) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), IDLE_MS);
    }

    keep() {
      store.write(this.key, { content: this.content(), base: this.base, page: window.location.pathname + window.location.search, at: Date.now() });
    }

    body() {
      const body = new URLSearchParams(this.content());
      const version = this.version();
      if (version) body.set("version", version.value);
      return body;
    }

    async save() {
      clearTimeout(this.timer);
      if (this.blocked || this.content() === this.base) return;
      if (this.sending) {
        this.again = true;
        return;
      }
      if (!navigator.onLine) {
        this.show("offline", t("saveOffline"));
        return;
      }
      this.sending = true;
      const sent = this.content();
      this.show("saving", t("saving"));
      try {
        const response = await fetch(this.url, {
          method: "POST",
          body: this.body(),
          headers: { "X-CSRFToken": csrf(), Accept: "application/json", "X-Requested-With": "fetch" },
          redirect: "manual",
          credentials: "same-origin",
        });
        await this.answered(response, sent);
      } catch {
        this.lost();
      } finally {
        this.sending = false;
        if (this.again && !this.blocked) {
          this.again = false;
          this.save();
        }
      }
    }

    async answered(response, sent) {
      const said = await response.json().catch(() => ({}));
      if (response.ok) return this.saved(said, sent);
      if (response.type === "opaqueredirect") return this.refuse("refused", t("saveRefused"), t("signedOut"));
      if (response.status === 409) return this.refuse("conflict", t("saveConflict"), said.error || t("stale"));
      if (response.status === 422 || response.status === 400) return this.invalid(said);
      if (response.status === 429 || response.status >= 500) return this.lost();
      this.refuse("refused", t("saveRefused"), said.error || messageForStatus(response.status));
    }

    saved(said, sent) {
      this.failures = 0;
      this.base = sent;
      const version = this.version();
      if (version && said.version !== undefined) version.value = said.version;
      this.errors({});
      if (this.content() === sent) store.drop(this.key);
      else {
        this.keep();
        this.again = true;
      }
      const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date());
      this.show("saved", t("savedAt", { time }));
      this.form.dispatchEvent(new CustomEvent("preuve:saved", { bubbles: true, detail: said }));
    }

    lost() {
      const wait = RETRIES_MS[Math.min(this.failures, RETRIES_MS.length - 1)];
      this.failures += 1;
      this.show(navigator.onLine ? "retry" : "offline", t(navigator.onLine ? "saveRetry" : "saveOffline"));
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), wait);
    }

    refuse(state, words, message) {
      this.blocked = true;
      this.keep();
      this.show(state, words);
      this.notice(message, [[t("reload"), () => window.location.reload()]]);
    }

    invalid(said) {
      this.show("invalid", t("saveInvalid"));
      if (said.errors) this.errors(said.errors);
      else if (said.error) this.notice(said.error, []);
    }

    errors(byField) {
      this.clearNotice();
      for (const box of this.form.querySelectorAll("[data-error-for]")) {
        const messages = byField[box.dataset.errorFor] ?? [];
        box.replaceChildren(
          ...messages.map((message) => {
            const line = document.createElement("p");
            line.className = "field__error";
            line.textContent = message.message ?? message;
            return line;
          }),
        );
        this.form.querySelectorAll(`[name="${CSS.escape(box.dataset.errorFor)}"]`).forEach((field) => {
          if (messages.length) field.setAttribute("aria-invalid", "true");
          else field.removeAttribute("aria-invalid");
        });
      }
      const general = byField.__all__;
      if (general?.length) this.notice(general.map((message) => message.message ?? message).join(" "), []);
    }

    clearNotice() {
      this.form.querySelectorAll(":scope > .autosave-notice").forEach((old) => old.remove());
    }

    notice(message, buttons) {
      this.clearNotice();
      const box = document.createElement("div");
      box.className = "alert alert-warning autosave-notice";
      box.setAttribute("role", "alert");
      const inner = document.createElement("div");
      const text = document.createElement("p");
      text.textContent = message;
      const actions = document.createElement("div");
      actions.className = "actions mt-2";
      for (const [label, act] of buttons) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-secondary btn-sm";
        button.textContent = label;
        button.addEventListener("click", act);
        actions.append(button);
      }
      inner.append(text, ...(buttons.length ? [actions] : []));
      box.append(window.Preuve.icon("exclamation-triangle"), inner);
      this.form.prepend(box);
    }

    /* A copy left by an earlier visit: sent at once when nobody wrote since, otherwise the person chooses. */
    resume() {
      const draft = store.read(this.key);
      if (!draft) return;
      if (draft.content === this.base) return store.drop(this.key);
      if (draft.base === this.base) {
        this.fill(draft.content);
        return this.save();
      }
      this.blocked = true;
      this.notice(t("draftFound"), [
        [t("draftRestore"), () => this.choose(draft.content)],
        [t("draftDrop"), () => this.choose(this.base)],
      ]);
    }

    choose(content) {
      this.clearNotice();
      this.blocked = false;
      this.fill(content);
      this.touched();
    }

    fill(content) {
      const values = new URLSearchParams(content);
      for (const field of this.form.elements) {
        if (!field.name || ["csrfmiddlewaretoken", "version"].includes(field.name) || field.type === "file") continue;
        const all = values.getAll(field.name);
        if (field.type === "radio" || field.type === "checkbox") field.checked = all.includes(field.value);
        else if (field instanceof HTMLSelectElement && field.multiple) for (const option of field.options) option.selected = all.includes(option.value);
        else if (all.length && !["submit", "button", "fieldset"].includes(field.type)) field.value = all[0];
      }
    }

    /* Leaving the page: a last send that outlives it. */
    flush() {
      if (this.blocked || this.content() === this.base || !navigator.onLine) return;
      clearTimeout(this.timer);
      const draft = store.read(this.key);
      if (draft) store.write(this.key, { ...draft, flushed: true });
      fetch(this.url, { method: "POST", body: this.body(), headers: { "X-CSRFToken": csrf(), Accept: "application/json" }, keepalive: true }).catch(() => {});
    }
  }

  function start(root) {
    const forms = [...root.querySelectorAll("form[data-autosave]")];
    if (root.matches?.("form[data-autosave]")) forms.push(root);
    for (const form of forms) if (!savers.has(form)) savers.set(form, new Saver(form));
    for (const form of savers.keys()) if (!form.isConnected) savers.delete(form);
  }

  function tellOfOtherDrafts() {
    const here = new Set([...savers.values()].map((saver) => saver.key));
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(PREFIX) || here.has(key)) continue;
        const draft = store.read(key);
        if (draft && !draft.flushed && draft.page?.startsWith("/")) return toast(t("draftWaiting"), "warning", { url: draft.page, label: t("openDraft") });
      }
    } catch {
      /* Storage is closed: there is nothing to tell. */
    }
  }

  window.addEventListener("online", () => savers.forEach((saver) => saver.save()));
  window.addEventListener("offline", () => savers.forEach((saver) => saver.content() !== saver.base && saver.show("offline", t("saveOffline"))));
  window.addEventListener("pagehide", () => savers.forEach((saver) => saver.flush()));
  document.addEventListener("htmx:afterSettle", (event) => start(event.detail.target));
  start(document);
  tellOfOtherDrafts();
})();
