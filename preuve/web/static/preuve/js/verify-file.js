/* The page that checks a certificate's file: here in the browser where it can, by the site otherwise. */
(() => {
  "use strict";

  const form = document.getElementById("verify-file");
  const input = document.getElementById("file");
  const result = document.getElementById("verify-result");
  const words = JSON.parse(document.getElementById("verify-words").textContent);
  const { verify, readFile, Untrusted, Unable } = window.PreuveCredentials;

  /* Only this site's own documents are asked for: a certificate can't make the page call elsewhere. */
  async function own(address) {
    const url = new URL(address, window.location.href);
    if (url.host !== window.location.host) return null;
    const answer = await fetch(url.pathname, { credentials: "omit", cache: "no-store" });
    return answer.ok ? answer.json() : null;
  }

  /* did:web:host:a:b is published at https://host/a/b/did.json */
  async function issuer(id) {
    const [scheme, method, host, ...path] = id.split(":");
    if (scheme !== "did" || method !== "web" || !path.length) return null;
    if (decodeURIComponent(host ?? "") !== window.location.host) return null;
    const document = await own(`/${path.map(decodeURIComponent).join("/")}/did.json`);
    return document && document.id === id ? document : null;
  }

  function list(address) {
    try {
      return own(address);
    } catch {
      return Promise.resolve(null);
    }
  }

  function show(checked) {
    const content = document.getElementById(checked.valid ? "verify-valid" : "verify-invalid").content.cloneNode(true);
    const rows = content.querySelector("[data-rows]");
    for (const item of checked.findings) {
      const row = document.createElement("div");
      const [name, said] = [document.createElement("dt"), document.createElement("dd")];
      name.textContent = words.checks[item.check];
      said.textContent = words.outcomes[item.outcome] + (item.detail ? ` (${item.detail})` : "");
      row.append(name, said);
      rows.append(row);
    }
    checked.facts.granted_on = checked.facts.granted_on.slice(0, 10);
    for (const place of content.querySelectorAll("[data-fact]")) place.textContent = checked.facts[place.dataset.fact];
    result.replaceChildren(content);
  }

  async function check(file) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const held = readFile(bytes);
    if (held === null) throw new Untrusted("pdf");
    const answer = await fetch(form.dataset.contexts);
    const contexts = await answer.json();
    show(await verify(held, Date.now(), { contexts, issuer, list }));
  }

  async function checkHere(event) {
    event?.preventDefault();
    const [file] = input.files;
    if (!file) return;
    if (!window.crypto?.subtle) {
      form.submit();
      return;
    }
    result.replaceChildren();
    try {
      await check(file);
    } catch (error) {
      if (error instanceof Untrusted) result.replaceChildren(document.getElementById("verify-unread").content.cloneNode(true));
      else if (error instanceof Unable || error instanceof TypeError) form.submit();
      else throw error;
    }
  }

  form.addEventListener("submit", checkHere);
  input.addEventListener("change", () => checkHere());
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      if (kind === "drop" && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        checkHere();
      }
    });
  }
})();
