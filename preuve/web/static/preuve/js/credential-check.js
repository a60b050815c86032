/* Whether a certificate can be believed, worked out here: the file never leaves this computer.
   The same checks, in the same order and with the same outcomes, as preuve/domain/credentials/verification.py. */
(() => {
  "use strict";

  const CREDENTIALS = "https://www.w3.org/ns/credentials/v2";
  const BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  const DEEPEST = 40;
  const LARGEST_DOCUMENT = 4_000_000;
  const LARGEST_LIST = 16_000_000;
  const LEAST_BITS = 131_072;
  const RSA_BYTES = 256;
  const REGISTERED = ["iss", "jti", "sub", "nbf", "exp", "iat", "aud"];
  const ORDERS_TRIED = 2;

  class Untrusted extends Error {
    constructor(fault, place = "") {
      super(fault);
      this.fault = fault;
      this.place = place;
    }
  }

  /* This browser can't do the arithmetic: the site is asked instead. */
  class Unable extends Error {}

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const text = (value) => (typeof value === "string" ? value : "");
  const object = (value) => (isObject(value) ? value : {});
  const bytesOf = (value) => new TextEncoder().encode(value);

  /* ---- reading ---- */

  /* JSON.parse keeps the last of two equal keys in silence: look for them, in text that it has accepted. */
  function refuseRepeatedKeys(source) {
    const open = [];
    let awaitsKey = false;
    for (let at = 0; at < source.length; at += 1) {
      const character = source[at];
      if (character === "{") {
        open.push(new Set());
        awaitsKey = true;
      } else if (character === "[") {
        open.push(null);
        awaitsKey = false;
      } else if (character === "}" || character === "]") {
        open.pop();
        awaitsKey = false;
      } else if (character === ",") {
        awaitsKey = open[open.length - 1] !== null;
      } else if (character === '"') {
        const start = at;
        for (at += 1; source[at] !== '"'; at += 1) if (source[at] === "\\") at += 1;
        if (awaitsKey) {
          const key = JSON.parse(source.slice(start, at + 1));
          if (open[open.length - 1].has(key)) throw new Untrusted("repeated_key", key);
          open[open.length - 1].add(key);
          awaitsKey = false;
        }
      }
    }
  }

  function readDocument(bytes) {
    if (bytes.length > LARGEST_DOCUMENT) throw new Untrusted("too_large");
    let value;
    let source;
    try {
      source = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      value = JSON.parse(source);
    } catch {
      throw new Untrusted("not_json");
    }
    if (!isObject(value)) throw new Untrusted("not_an_object");
    refuseRepeatedKeys(source);
    return value;
  }

  /* ---- screening: one way only to write what is signed ---- */

  function sorted(value) {
    if (Array.isArray(value)) return value.map(sorted);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
  }

  function refuseCharacters(place, value) {
    for (const character of value) {
      const code = character.codePointAt(0);
      if ((code < 0x20 && character !== "\n") || code === 0x7f) throw new Untrusted("control_character", place);
      if (code >= 0xd800 && code <= 0xdfff) throw new Untrusted("value", place);
    }
  }

  function refuseContext(place, value, contexts) {
    const urls = Array.isArray(value) ? value : [value];
    for (const url of urls) {
      if (typeof url !== "string" || !Object.hasOwn(contexts, url)) throw new Untrusted("context", place);
    }
    if (urls[0] !== CREDENTIALS) throw new Untrusted("context", place);
  }

  function screen(root, contexts) {
    const described = new Map();
    const stack = [["", 0, "", root]];
    while (stack.length) {
      const [place, depth, key, value] = stack.pop();
      if (depth > DEEPEST) throw new Untrusted("too_deep", place);
      if (key !== "@context" && (key.startsWith("@") || key.includes(":"))) throw new Untrusted("keyword", place);
      const empty = value === null || (typeof value === "object" && !Object.keys(value).length);
      if (empty) throw new Untrusted("empty_value", place);
      if (typeof value === "string") refuseCharacters(place, value);
      if (key === "@context") {
        refuseContext(place, value, contexts);
        continue;
      }
      if (isObject(value) && "id" in value && Object.keys(value).length > 1) {
        if (typeof value.id !== "string") throw new Untrusted("value", place);
        const said = JSON.stringify(sorted(value));
        if ((described.get(value.id) ?? said) !== said) throw new Untrusted("split_identifier", place);
        described.set(value.id, said);
      }
      if (Array.isArray(value)) value.forEach((item, rank) => stack.push([`${place}/${rank}`, depth + 1, "", item]));
      else if (isObject(value)) for (const [name, item] of Object.entries(value)) stack.push([`${place}/${name}`, depth + 1, name, item]);
    }
  }

  /* ---- signatures ---- */

  function base58(value) {
    const bytes = [];
    for (const character of value) {
      let carry = BITCOIN.indexOf(character);
      if (carry < 0) throw new Untrusted("encoding");
      for (let at = 0; at < bytes.length; at += 1) {
        carry += bytes[at] * 58;
        bytes[at] = carry & 0xff;
        carry >>= 8;
      }
      for (; carry; carry >>= 8) bytes.push(carry & 0xff);
    }
    for (let at = 0; at < value.length - 1 && value[at] === "1"; at += 1) bytes.push(0);
    return Uint8Array.from(bytes.reverse());
  }

  function base64url(value) {
    if (typeof value !== "string" || !/^[A-Za-z0-9_-]*$/.test(value)) throw new Untrusted("encoding");
    try {
      return Uint8Array.from(atob(value.replaceAll("-", "+").replaceAll("_", "/")), (byte) => byte.charCodeAt(0));
    } catch {
      throw new Untrusted("encoding");
    }
  }

  async function canonicalHash(document, contexts) {
    const documentLoader = async (url) => {
      if (!Object.hasOwn(contexts, url)) throw new Untrusted("context");
      return { contextUrl: null, documentUrl: url, document: contexts[url] };
    };
    let lines;
    try {
      lines = await window.jsonld.canonize(document, {
        algorithm: "RDFC-1.0",
        format: "application/n-quads",
        safe: true,
        base: null,
        maxWorkFactor: ORDERS_TRIED,
        documentLoader,
      });
    } catch {
      throw new Untrusted("undefined_term");
    }
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOf(lines)));
  }

  async function ed25519Holds(multikey, signature, signed) {
    const key = multikey.startsWith("z") ? base58(multikey.slice(1)) : new Uint8Array();
    if (key.length !== 34 || key[0] !== 0xed || key[1] !== 0x01) throw new Untrusted("encoding");
    let imported;
    try {
      imported = await crypto.subtle.importKey("raw", key.slice(2), { name: "Ed25519" }, false, ["verify"]);
    } catch (error) {
      if (error.name === "NotSupportedError") throw new Unable();
      throw new Untrusted("encoding");
    }
    return signature.length === 64 && crypto.subtle.verify({ name: "Ed25519" }, imported, signature, signed);
  }

  function proofOf(document) {
    const proof = document.proof;
    if (!isObject(proof)) throw new Untrusted("proof", "/proof");
    const expected = { type: "DataIntegrityProof", cryptosuite: "eddsa-rdfc-2022", proofPurpose: "assertionMethod" };
    for (const [name, value] of Object.entries(expected)) if (proof[name] !== value) throw new Untrusted("proof", `/proof/${name}`);
    for (const name of ["created", "verificationMethod", "proofValue"]) {
      if (typeof proof[name] !== "string") throw new Untrusted("proof", `/proof/${name}`);
    }
    if ("@context" in proof) throw new Untrusted("proof", "/proof/@context");
    return proof;
  }

  async function proofHolds(document, key, contexts) {
    if (typeof key.public !== "string") return false;
    const { proofValue, ...options } = proofOf(document);
    const { proof, ...unsigned } = document;
    const named = { "@context": document["@context"], ...options };
    screen(unsigned, contexts);
    screen(named, contexts);
    const hashes = [await canonicalHash(named, contexts), await canonicalHash(unsigned, contexts)];
    const signed = new Uint8Array([...hashes[0], ...hashes[1]]);
    if (!proofValue.startsWith("z")) return false;
    return ed25519Holds(key.public, base58(proofValue.slice(1)), signed).catch((error) => {
      if (error instanceof Untrusted) return false;
      throw error;
    });
  }

  async function tokenHolds(token, key) {
    if (!isObject(key.public) || key.public.kty !== "RSA") return false;
    const { n, e } = key.public;
    if (base64url(n).length < RSA_BYTES) return false;
    const scheme = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const imported = await crypto.subtle.importKey("jwk", { kty: "RSA", n, e }, scheme, false, ["verify"]);
    const cut = token.lastIndexOf(".");
    return crypto.subtle.verify(scheme, imported, base64url(token.slice(cut + 1)), bytesOf(token.slice(0, cut)));
  }

  function claimsOf(document) {
    const claims = { iss: isObject(document.issuer) ? document.issuer.id : document.issuer, jti: document.id };
    claims.sub = object(document.credentialSubject).id;
    for (const [name, member] of [["nbf", "validFrom"], ["exp", "validUntil"]]) {
      const moment = instant(document[member]);
      if (moment !== null) claims[name] = Math.floor(moment / 1000);
    }
    return claims;
  }

  function readToken(token) {
    const parts = token.split(".");
    if (parts.length !== 3) throw new Untrusted("shape");
    const [header, claims] = parts.slice(0, 2).map((part) => readDocument(base64url(part)));
    base64url(parts[2]);
    if (header.alg !== "RS256" || typeof header.kid !== "string" || "crit" in header) throw new Untrusted("algorithm");
    const document = Object.fromEntries(Object.entries(claims).filter(([name]) => !REGISTERED.includes(name)));
    const expected = claimsOf(document);
    for (const name of ["iss", "jti", "sub", "nbf", "exp"]) {
      if (name in claims && claims[name] !== expected[name]) throw new Untrusted("claims", name);
    }
    return { document, method: header.kid, created: text(document.validFrom), token };
  }

  /* ---- issuer ---- */

  function instant(value) {
    if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value)) return null;
    const moment = Date.parse(value);
    return Number.isNaN(moment) ? null : moment;
  }

  const issuerOf = (document) => text(document.issuer) || text(object(document.issuer).id);

  function keyOf(issuer, method) {
    const list = Array.isArray(issuer.verificationMethod) ? issuer.verificationMethod : [];
    const asserts = Array.isArray(issuer.assertionMethod) ? issuer.assertionMethod : [];
    const found = list.filter(isObject).find((item) => item.id === method && item.controller === issuer.id);
    if (!found || !asserts.includes(method)) return null;
    const published = found.publicKeyMultibase ?? found.publicKeyJwk;
    if (typeof published !== "string" && !isObject(published)) return null;
    return { public: published, expires: text(found.expires), revoked: text(found.revoked) };
  }

  const finding = (check, outcome, detail = "") => ({ check, outcome, detail });

  function keyPeriod(key, created, at) {
    const signed = instant(created);
    if (signed === null || signed > at) return finding("key", "signed_later", created);
    for (const [end, outcome] of [[key.revoked, "key_revoked"], [key.expires, "key_expired"]]) {
      const moment = instant(end);
      if (end && (moment === null || signed >= moment)) return finding("key", outcome, end);
    }
    return finding("key", "passed");
  }

  function period(document, at) {
    const [start, end] = [instant(document.validFrom), instant(document.validUntil)];
    if (start === null || (end === null && "validUntil" in document)) return finding("period", "period_unreadable");
    if (at < start) return finding("period", "not_yet_valid", document.validFrom);
    if (end !== null && at >= end) return finding("period", "no_longer_valid", document.validUntil);
    return finding("period", "passed");
  }

  /* ---- status ---- */

  async function listBits(encoded) {
    if (!text(encoded).startsWith("u")) throw new Untrusted("list");
    const stream = new Blob([base64url(encoded.slice(1))]).stream().pipeThrough(new DecompressionStream("gzip"));
    const parts = [];
    let total = 0;
    try {
      for (const reader = stream.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        total += value.length;
        if (total > LARGEST_LIST) throw new Untrusted("list");
        parts.push(value);
      }
    } catch {
      throw new Untrusted("list");
    }
    if (total * 8 < LEAST_BITS) throw new Untrusted("list");
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  async function status(entry, issuer, at, known) {
    const url = text(entry.statusListCredential);
    const list = await known.list(url);
    if (list === null) return finding("status", "status_list_missing", url);
    const verified = await verify(list, at, known);
    const subject = object(list.credentialSubject);
    const same = verified.facts.issuer === issuer && subject.statusPurpose === entry.statusPurpose && list.id === url;
    if (!verified.valid || !same || subject.type !== "BitstringStatusList") return finding("status", "status_list_untrusted", url);
    const index = text(entry.statusListIndex);
    if (!/^(0|[1-9]\d{0,11})$/.test(index)) return finding("status", "status_list_untrusted", url);
    let bits;
    try {
      bits = await listBits(subject.encodedList);
    } catch (error) {
      if (error instanceof Untrusted) return finding("status", "status_list_untrusted", url);
      throw error;
    }
    const place = Number(index);
    if (place >= bits.length * 8) return finding("status", "status_list_untrusted", url);
    if (!(bits[Math.floor(place / 8)] & (0x80 >> place % 8))) return finding("status", "passed", url);
    return finding("status", entry.statusPurpose === "suspension" ? "suspended" : "revoked", url);
  }

  async function statuses(document, at, known) {
    const entries = document.credentialStatus === undefined ? [] : [document.credentialStatus].flat();
    if (!entries.length) return [finding("status", "unchecked")];
    return Promise.all(entries.map((entry) => status(object(entry), issuerOf(document), at, known)));
  }

  /* ---- the checks ---- */

  function factsOf(document) {
    const subject = object(document.credentialSubject);
    const achievement = object(subject.achievement);
    const named = Array.isArray(subject.identifier) ? object(subject.identifier[0]) : {};
    return {
      name: text(achievement.name) || text(document.name),
      code: text(achievement.humanCode),
      holder: text(named.identityHash),
      issuer: issuerOf(document),
      issuer_name: text(object(document.issuer).name),
      granted_on: text(document.awardedDate),
      valid_until: text(document.validUntil),
    };
  }

  async function origin(signed, known) {
    const { document, method, token } = signed;
    const absent = ["id", "validFrom", "credentialSubject"].filter((name) => !(name in document));
    const kinds = document.type;
    if (!Array.isArray(kinds) || !kinds.includes("VerifiableCredential") || absent.length) {
      return { findings: [finding("form", "not_a_credential", absent.join(", "))] };
    }
    const issuer = await known.issuer(issuerOf(document));
    if (issuer === null) return { findings: [finding("issuer", "issuer_unknown", issuerOf(document))] };
    const key = keyOf(issuer, method);
    if (key === null) return { findings: [finding("issuer", "key_unknown", method)] };
    try {
      const holds = token ? await tokenHolds(token, key) : await proofHolds(document, key, known.contexts);
      const findings = [finding("form", "passed"), finding("issuer", "passed", method)];
      return { key, holds, findings: [...findings, finding("signature", holds ? "passed" : "signature_wrong")] };
    } catch (error) {
      if (!(error instanceof Untrusted)) throw error;
      return { findings: [finding("form", "untrusted_form", `${error.fault} ${error.place}`.trim())] };
    }
  }

  async function verify(credential, at, known) {
    let signed;
    try {
      if (typeof credential === "string") signed = readToken(credential);
      else {
        const proof = proofOf(credential);
        signed = { document: credential, method: proof.verificationMethod, created: proof.created, token: "" };
      }
    } catch (error) {
      if (!(error instanceof Untrusted)) throw error;
      const findings = [finding("form", "untrusted_form", `${error.fault} ${error.place}`.trim())];
      return { valid: false, findings, facts: factsOf({}) };
    }
    const { key, holds, findings } = await origin(signed, known);
    if (holds) {
      findings.push(keyPeriod(key, signed.created, at), period(signed.document, at));
      findings.push(...(await statuses(signed.document, at, known)));
    }
    const neutral = ["passed", "unchecked", "status_list_missing"];
    const valid = findings.every((item) => neutral.includes(item.outcome));
    return { valid, findings, facts: factsOf(signed.document) };
  }

  /* ---- pictures ---- */

  function crc(bytes) {
    let value = 0xffffffff;
    for (const byte of bytes) {
      value ^= byte;
      for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    }
    return (value ^ 0xffffffff) >>> 0;
  }

  function fromPng(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const keyword = "openbadgecredential\0";
    const found = [];
    for (let at = 8; at < bytes.length; ) {
      if (bytes.length - at < 12) throw new Untrusted("not_a_picture");
      const end = at + 12 + view.getUint32(at);
      if (end > bytes.length) throw new Untrusted("not_a_picture");
      const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      const body = bytes.subarray(at + 8, end - 4);
      const ours = kind === "iTXt" && String.fromCharCode(...body.subarray(0, keyword.length)) === keyword;
      if (ours) {
        if (crc(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) throw new Untrusted("not_a_picture");
        found.push(body.subarray(keyword.length + 4));
      }
      at = end;
    }
    if (found.length !== 1) throw new Untrusted(found.length ? "several" : "nothing_baked");
    return found[0];
  }

  function fromSvg(bytes) {
    const root = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "image/svg+xml");
    if (root.doctype || root.querySelector("parsererror")) throw new Untrusted("not_a_picture");
    const found = root.getElementsByTagNameNS("https://purl.imsglobal.org/ob/v3p0", "credential");
    if (found.length !== 1) throw new Untrusted(found.length ? "several" : "nothing_baked");
    return bytesOf((found[0].getAttribute("verify") || found[0].textContent).trim());
  }

  const startsWith = (bytes, head) => head.every((byte, at) => bytes[at] === byte);

  /* What a file holds: a token, or a parsed document; null for a PDF, which only the site reads. */
  function readFile(bytes) {
    if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46])) return null;
    let held = bytes;
    if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47])) held = fromPng(bytes);
    else if (new TextDecoder().decode(bytes.subarray(0, 200)).trimStart().startsWith("<")) held = fromSvg(bytes);
    const start = new TextDecoder().decode(held).trim();
    return start.startsWith("ey") ? start : readDocument(held);
  }

  window.PreuveCredentials = { verify, readFile, readDocument, Untrusted, Unable };
})();
