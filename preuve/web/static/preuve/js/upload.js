/* Several files and folders by drag and drop: two at a time, progress for each, three tries when the network drops.
   Without script the same form sends its files the ordinary way. */
(() => {
  "use strict";

  const { t, csrf, icon, messageForStatus } = window.Preuve;
  const AT_ONCE = 2;
  const TRIES = 3;
  let inFlight = 0;

  function size(bytes) {
    const units = ["unitByte", "unitKilo", "unitMega", "unitGiga"];
    let step = 0;
    let value = bytes;
    while (value >= 1024 && step < units.length - 1) {
      value /= 1024;
      step += 1;
    }
    const figure = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: step ? 1 : 0 }).format(value);
    return `${figure}\u00a0${t(units[step])}`;
  }

  /* A dropped folder is walked to its files, each with its path. */
  async function walk(entry, path = "") {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      return [{ file, path: path + file.name }];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!batch.length) return found;
      for (const child of batch) found.push(...(await walk(child, `${path}${entry.name}/`)));
    }
  }

  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.length) return [...transfer.files].map((file) => ({ file, path: file.name }));
    return (await Promise.all(entries.map((entry) => walk(entry)))).flat();
  }

  class Row {
    constructor(list, item) {
      this.item = item;
      this.node = document.createElement("li");
      this.node.className = "upload-row";
      this.mark = icon("file-earmark");
      const name = document.createElement("span");
      name.className = "upload-row__name";
      name.textContent = item.path;
      const weight = document.createElement("span");
      weight.className = "upload-row__size";
      weight.textContent = ` ${size(item.file.size)}`;
      name.append(weight);
      this.state = document.createElement("span");
      this.state.className = "upload-row__state";
      this.bar = document.createElement("progress");
      this.bar.className = "bar bar--sm";
      this.bar.max = 100;
      this.bar.value = 0;
      this.bar.setAttribute("aria-label", item.path);
      this.node.append(this.mark, name, this.state, this.bar);
      list.append(this.node);
      this.say(t("uploadWaiting"));
    }

    say(words) {
      this.state.textContent = words;
    }

    progress(share) {
      this.bar.value = Math.round(share * 100);
      this.say(share < 1 ? t("uploadSending", { percent: Math.round(share * 100) }) : t("uploadChecking"));
    }

    reset() {
      this.node.classList.remove("is-failed");
      this.node.querySelectorAll(".upload-row__error, button").forEach((old) => old.remove());
      if (!this.bar.isConnected) this.node.append(this.bar);
      this.bar.value = 0;
      this.say(t("uploadWaiting"));
    }

    end(name, className, words) {
      this.bar.remove();
      const mark = icon(name);
      this.mark.replaceWith(mark);
      this.mark = mark;
      this.node.classList.add(className);
      this.say(words);
    }

    done() {
      this.end("check-circle", "is-done", t("uploadDone"));
    }

    failed(message, again) {
      this.end("x-circle", "is-failed", t("uploadFailed"));
      const line = document.createElement("p");
      line.className = "upload-row__error";
      line.textContent = message;
      if (again) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-secondary btn-sm ms-2";
        button.textContent = t("uploadRetry");
        button.addEventListener("click", again);
        line.append(button);
      }
      this.node.append(line);
    }
  }

  class Uploader {
    constructor(form) {
      this.form = form;
      this.input = form.querySelector('input[type="file"]');
      this.list = form.querySelector("[data-upload-list]");
      this.live = form.querySelector("[data-upload-live]");
      this.limit = Number(form.dataset.uploadMax || 0);
      this.waiting = [];
      this.active = 0;
      this.added = 0;
      this.refused = 0;
      form.querySelector("[data-upload-submit]")?.setAttribute("hidden", "");
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.takeInput();
      });
      this.input.addEventListener("change", () => this.takeInput());
      let depth = 0;
      form.addEventListener("dragenter", () => form.classList.toggle("is-over", ++depth > 0));
      form.addEventListener("dragleave", () => form.classList.toggle("is-over", --depth > 0));
      form.addEventListener("dragover", (event) => event.preventDefault());
      form.addEventListener("drop", async (event) => {
        event.preventDefault();
        depth = 0;
        form.classList.remove("is-over");
        this.take(await dropped(event.dataTransfer).catch(() => []));
      });
    }

    takeInput() {
      this.take([...this.input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
      this.input.value = "";
    }

    take(items) {
      for (const item of items) {
        const row = new Row(this.list, item);
        if (!item.file.size) this.refuse(row, t("uploadEmpty"));
        else if (this.limit && item.file.size > this.limit) this.refuse(row, t("uploadTooLarge", { max: size(this.limit) }));
        else this.waiting.push(row);
      }
      this.next();
    }

    refuse(row, message, again) {
      this.refused += 1;
      row.failed(message, again);
    }

    next() {
      while (this.active < AT_ONCE && this.waiting.length) this.send(this.waiting.shift());
      if (!this.active && !this.waiting.length && this.added + this.refused) this.finish();
    }

    finish() {
      const parts = [];
      if (this.added) parts.push(this.added === 1 ? t("uploadSummaryOne") : t("uploadSummary", { count: this.added }));
      if (this.refused) parts.push(t("uploadSummaryFailed", { count: this.refused }));
      if (this.live) this.live.textContent = parts.join(" ");
      const added = this.added;
      this.added = 0;
      this.refused = 0;
      if (added) this.form.dispatchEvent(new CustomEvent("preuve:uploaded", { bubbles: true, detail: { added } }));
    }

    body(item) {
      const body = new FormData();
      for (const field of this.form.elements) {
        if (field.name && field !== this.input && !["submit", "button"].includes(field.type) && (!/radio|checkbox/.test(field.type) || field.checked)) body.append(field.name, field.value);
      }
      body.append("path", item.path);
      body.append("file", item.file, item.file.name);
      return body;
    }

    send(row, attempt = 1) {
      this.active += 1;
      inFlight += 1;
      const request = new XMLHttpRequest();
      request.open("POST", this.form.dataset.uploadUrl || this.form.action);
      request.setRequestHeader("X-CSRFToken", csrf());
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => event.lengthComputable && row.progress(event.loaded / event.total));
      const end = () => {
        this.active -= 1;
        inFlight -= 1;
      };
      request.addEventListener("load", () => {
        end();
        this.answered(row, request);
        this.next();
      });
      const lost = () => {
        end();
        if (attempt < TRIES) {
          row.say(t("uploadRetrying", { count: attempt + 1 }));
          this.active += 1; /* the place in the queue is kept while waiting */
          setTimeout(() => {
            this.active -= 1;
            this.send(row, attempt + 1);
          }, 1500 * attempt);
          return;
        }
        this.refuse(row, t("uploadNetwork"), () => this.retry(row));
        this.next();
      };
      request.addEventListener("error", lost);
      request.addEventListener("timeout", lost);
      request.send(this.body(row.item));
    }

    retry(row) {
      row.reset();
      this.waiting.push(row);
      this.next();
    }

    answered(row, request) {
      let said = {};
      try {
        said = JSON.parse(request.responseText);
      } catch {
        /* Not ours: the status tells. */
      }
      if (request.status >= 200 && request.status < 300 && said.ok) {
        this.added += 1;
        row.done();
        if (said.html) this.insert(said.html);
        return;
      }
      const again = request.status >= 500 || request.status === 429 ? () => this.retry(row) : null;
      this.refuse(row, said.error || messageForStatus(request.status), again);
    }

    insert(html) {
      const target = document.querySelector(this.form.dataset.uploadTarget || "no-target");
      if (!target) return;
      const made = document.createElement("template");
      made.innerHTML = html;
      const nodes = [...made.content.children];
      for (const node of nodes) {
        /* The same file sent again is the same piece: its row is replaced. */
        const known = node.id && document.getElementById(node.id);
        if (known) known.replaceWith(node);
        else target.append(node);
        window.htmx?.process(node);
      }
    }
  }

  const known = new WeakSet();
  function start(root) {
    for (const form of root.querySelectorAll("form[data-upload]")) {
      if (known.has(form)) continue;
      known.add(form);
      new Uploader(form);
    }
  }
  window.addEventListener("beforeunload", (event) => inFlight && event.preventDefault());
  /* A file dropped beside the zone must not replace the page. */
  window.addEventListener("dragover", (event) => event.preventDefault());
  window.addEventListener("drop", (event) => event.preventDefault());
  document.addEventListener("htmx:afterSettle", (event) => start(event.detail.target));
  start(document);
})();
