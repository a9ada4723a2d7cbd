// Nothing the patient writes is lost: a draft while she types, and an outbox when the network or the session is gone.
// Forms work without this file; with it a form[data-outbox] is sent in the background, under a key made once, so that
// sending it again stores it once. What waits is kept on this device only, and sent only by the person who wrote it.
(() => {
  "use strict";
  const body = document.body;
  const owner = body.dataset.owner || "";
  const SECONDS_TO_ANSWER = 20;
  const text = (name, values = {}) =>
    Object.entries(values).reduce((said, [key, value]) => said.replaceAll(`{${key}}`, value), body.dataset[name] || "");

  const store = {
    read: (key, fallback) => {
      try { return JSON.parse(localStorage.getItem(key)) ?? fallback; } catch { return fallback; }
    },
    write: (key, value) => {
      try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
    },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* a browser that keeps nothing */ } },
    keys: () => { try { return Object.keys(localStorage); } catch { return []; } },
  };
  const OUTBOX = "varde.outbox";
  const waiting = () => store.read(OUTBOX, []);
  const mine = () => waiting().filter((entry) => entry.owner === owner);
  const clockTime = (moment) =>
    new Intl.DateTimeFormat("nb-NO", { timeZone: "Europe/Oslo", hour: "2-digit", minute: "2-digit" }).format(new Date(moment));

  // Drafts ------------------------------------------------------------------------------------------------------------
  const draftKey = (form) => `varde.draft.${owner}.${form.action}`;
  const SKIPPED = new Set(["csrfmiddlewaretoken", "source_key", "remeasure_of", "question"]);
  const written = (form) => [...new FormData(form)].filter(([name, value]) => value && !SKIPPED.has(name));

  // A draft from this morning is no answer for tomorrow.
  const HOURS_A_DRAFT_LIVES = 2;
  const draftOf = (form) => {
    const { at = 0, fields = [] } = store.read(draftKey(form), {});
    return Date.now() - at < HOURS_A_DRAFT_LIVES * 3_600_000 ? fields : [];
  };

  const keepDrafts = (form) => {
    for (const [name, value] of draftOf(form)) {
      const field = form.elements[name];
      if (field instanceof RadioNodeList ? !field.value : field && !field.value && field.type !== "hidden") field.value = value;
    }
    form.addEventListener("input", () => store.write(draftKey(form), { at: Date.now(), fields: written(form) }));
  };

  // Sending -----------------------------------------------------------------------------------------------------------
  const post = (address, fields) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), SECONDS_TO_ANSWER * 1000);
    return fetch(address, { method: "POST", body: new URLSearchParams(fields), credentials: "same-origin", signal: limit.signal }).finally(
      () => clearTimeout(timer),
    );
  };
  // Sent in the background, the value's own receipt is what she needs, not the next question.
  const receipt = (address) => {
    const sent = new URL(address).searchParams.get("etter");
    return sent ? `/min/sendt/${sent}/` : address;
  };
  // "sent" with where to read the answer, "refused" when the server read it and wants something else, else "kept".
  const outcomeOf = (response) => {
    if (response.redirected && new URL(response.url).pathname.startsWith("/min/")) return "sent";
    return response.status === 422 || response.status === 409 ? "refused" : "kept";
  };

  const describe = (form, fields) => {
    const typed = fields.filter(([name]) => name.startsWith("value")).map(([, value]) => value).join("/");
    return `${form.dataset.outbox} ${typed}${typed && form.dataset.unit ? ` ${form.dataset.unit}` : ""}`.trim();
  };

  const keep = (form, fields) => {
    const values = Object.fromEntries(fields.filter(([name]) => name !== "csrfmiddlewaretoken"));
    const others = waiting().filter((entry) => entry.fields.source_key !== values.source_key);
    const entry = { owner, address: form.action, fields: values, what: describe(form, fields), at: values.taken_at };
    return store.write(OUTBOX, [...others, entry]);
  };

  const showKept = (form, fields, reason) => {
    const notice = document.createElement("div");
    notice.className = "notice stack";
    notice.dataset.tone = "warning";
    notice.dataset.gap = "small";
    notice.dataset.kept = "";
    notice.setAttribute("role", "alert");
    notice.tabIndex = -1;
    for (const line of [text("saysKept"), text(reason), text("saysWorse")]) {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      notice.append(paragraph);
    }
    notice.firstChild.style.fontWeight = "600";
    form.querySelector("[data-kept]")?.remove();
    form.prepend(notice);
    form.dispatchEvent(new CustomEvent("varde:kept", { bubbles: true, detail: Object.fromEntries(fields) }));
    notice.focus();
    showWaiting();
  };

  const send = async (form, button) => {
    const data = new FormData(form, button);
    if (!data.get("taken_at")) data.set("taken_at", new Date().toISOString());
    const fields = [...data];
    button?.setAttribute("aria-busy", "true");
    try {
      const response = await post(form.action, fields);
      const outcome = outcomeOf(response);
      if (outcome === "sent") {
        store.drop(draftKey(form));
        location.assign(response.url);
      } else if (outcome === "refused") {
        form.dataset.native = "yes";
        form.requestSubmit(button);
      } else if (keep(form, fields)) {
        store.drop(draftKey(form));
        showKept(form, fields, response.status === 401 || response.url.includes("/logg-inn/") ? "saysLoggedOut" : "saysTrouble");
      }
    } catch {
      if (keep(form, fields)) {
        store.drop(draftKey(form));
        showKept(form, fields, "saysNoNetwork");
      }
    } finally {
      button?.removeAttribute("aria-busy");
    }
  };

  // What waits ----------------------------------------------------------------------------------------------------------
  const flush = async () => {
    const token = document.querySelector("#outbox-token [name=csrfmiddlewaretoken]")?.value;
    if (!token || !owner) return;
    for (const entry of mine().filter((kept) => !kept.refused)) {
      let response;
      try {
        response = await post(entry.address, { ...entry.fields, csrfmiddlewaretoken: token });
      } catch {
        return;
      }
      const outcome = outcomeOf(response);
      if (outcome === "kept") return;
      forget(entry, outcome === "refused" ? [{ ...entry, refused: true }] : []);
      if (outcome === "sent") showSent(entry, receipt(response.url));
    }
  };

  const place = () => {
    let found = document.querySelector(".outbox");
    if (!found) {
      found = document.createElement("section");
      found.className = "outbox no-print";
      found.setAttribute("aria-live", "polite");
      document.querySelector("main").prepend(found);
    }
    return found;
  };

  const showWaiting = () => {
    const shown = owner ? mine() : waiting();
    document.querySelectorAll(".outbox [data-waits]").forEach((old) => old.remove());
    if (!shown.length) return;
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.dataset.tone = "warning";
    notice.dataset.waits = "";
    const list = document.createElement("ul");
    list.className = "plain-list";
    for (const entry of shown) {
      const line = document.createElement("li");
      const status = document.createElement("strong");
      status.textContent = text(entry.refused ? "saysRefused" : "saysUnsent");
      line.append(status, ` ${owner ? entry.what : text("saysSomething")}, kl. ${clockTime(entry.at)} `);
      if (entry.refused && owner) {
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "as-link";
        remove.textContent = text("saysRemove");
        remove.addEventListener("click", () => forget(entry));
        line.append(remove);
      }
      list.append(line);
    }
    notice.append(list);
    place().append(notice);
  };

  const forget = (entry, instead = []) => {
    const others = waiting().filter((other) => other.fields.source_key !== entry.fields.source_key);
    store.write(OUTBOX, [...others, ...instead]);
    showWaiting();
  };

  const showSent = (entry, address) => {
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.dataset.tone = "good";
    const line = document.createElement("p");
    line.textContent = `${text("saysSentNow")} ${entry.what}, kl. ${clockTime(entry.at)}. `;
    const link = document.createElement("a");
    link.href = address;
    link.textContent = text("saysSeeAnswer");
    line.append(link);
    notice.append(line);
    place().append(notice);
  };

  // Start -----------------------------------------------------------------------------------------------------------------
  for (const form of document.querySelectorAll("form[data-outbox], form[data-draft]")) keepDrafts(form);
  for (const form of document.querySelectorAll("form[data-outbox]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.native || event.submitter?.name === "back") return;
      event.preventDefault();
      if (event.submitter?.getAttribute("aria-busy") !== "true") send(form, event.submitter);
    });
  }
  for (const form of document.querySelectorAll("form[data-logout]")) {
    form.addEventListener("submit", (event) => {
      if (mine().length && !confirm(text("saysStillUnsent"))) return event.preventDefault();
      store.keys().filter((key) => key.startsWith("varde.draft.")).forEach(store.drop);
    });
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  if ("serviceWorker" in navigator && owner) navigator.serviceWorker.register("/min/sw.js", { scope: "/min/" }).catch(() => {});
  // A page taken back from the browser's memory still holds the key of what it has sent: ask for a new one.
  addEventListener("pageshow", (event) => event.persisted && document.querySelector("[name=source_key]") && location.reload());
  // The page shown without a network is nobody's and sends nothing: where it stands, the page asked for comes back as soon
  // as the server answers (a phone says it is online before it is), but not while something is half typed.
  const isTyping = () => [...document.querySelectorAll("input[type=text]")].some((field) => field.value);
  const comeBack = () =>
    fetch(location.href, { method: "HEAD", cache: "no-store" }).then(() => isTyping() || location.reload(), () => {});
  const retry = "offline" in body.dataset ? comeBack : flush;
  addEventListener("online", retry);
  setInterval(() => ("offline" in body.dataset || mine().length) && retry(), "offline" in body.dataset ? 5_000 : 30_000);
  showWaiting();
  flush();
})();
