// The card of the day: what a value or an answer means, said at once also without a network. The server has asked the
// rules and written down where the answer changes; here numbers are only compared and added, and the stricter zone is
// taken. Green is never said: without the server nobody knows that all is well.
(() => {
  "use strict";
  const KEY = "varde.card";
  const YELLOW = 2, RED = 3;
  const body = document.body;
  const UNKNOWN = { zone: 0, waits: false, acute: false };

  // Judging -----------------------------------------------------------------------------------------------------------
  const stricter = (one, other) => {
    if (one.zone !== other.zone) return one.zone > other.zone ? one : other;
    return { ...one, waits: one.waits && other.waits, acute: one.acute || other.acute };
  };
  const strictest = (found) => found.reduce(stricter, UNKNOWN);

  // Between two stretches (finer than the table knows) the stricter of the neighbours holds.
  const ofValue = (stretches, value) => {
    const said = ([, , zone, waits]) => ({ zone, waits, acute: false });
    const within = stretches.find(([low, high]) => low <= value && value <= high);
    if (within) return said(within);
    const after = stretches.findIndex(([low]) => low > value);
    const near = after < 0 ? stretches.slice(-1) : stretches.slice(Math.max(after - 1, 0), after + 1);
    return strictest(near.map(said));
  };
  const number = (typed) => {
    const bare = String(typed ?? "").trim().replace(/%$/, "").trim();
    return /^[0-9]{1,4}([.,][0-9]{1,4})?$/.test(bare) ? Number(bare.replace(",", ".")) : null;
  };
  const ofKind = (kind, fields) => {
    const values = kind.parts.map((_, at) => number(fields[["value", "value2"][at]]));
    if (values.includes(null)) return UNKNOWN;
    const found = kind.parts.map((part, at) => ofValue(part.stretches, values[at]));
    if (kind.apart) {
      const apart = values[0] - values[1];
      if (apart < kind.apart[0] || apart > kind.apart[1]) found.push({ zone: YELLOW, waits: true, acute: false });
    }
    return strictest(found);
  };
  const ofForm = (form, fields) => {
    const points = form.score.map((item) => (fields[item] ? Number(fields[item]) : NaN));
    const score = form.score.length ? points.reduce((sum, point) => sum + point, 0) : NaN;
    const holds = ({ item, answers }) =>
      item ? answers.includes(String(fields[item] ?? "").trim()) : answers.includes(String(score));
    const fired = form.rules.filter((rule) => rule.any.some((tests) => tests.every(holds)));
    return strictest(fired.map(({ zone, acute }) => ({ zone, waits: false, acute })));
  };
  // { zone, waits, acute } of what was typed; zone 0 or 1 is nothing to say.
  const judge = (card, item, fields) => {
    if (card.kinds[item]) return ofKind(card.kinds[item], fields);
    return card.forms[item] ? ofForm(card.forms[item], fields) : UNKNOWN;
  };

  // The card kept on this phone: the patient's own, and only for today ------------------------------------------------------
  const drop = () => { try { localStorage.removeItem(KEY); } catch { /* a browser that keeps nothing */ } };
  const kept = () => {
    try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; }
  };
  const embedded = document.getElementById("dagens-kort");
  if (embedded) {
    const fresh = JSON.parse(embedded.textContent);
    try { fresh ? localStorage.setItem(KEY, JSON.stringify(fresh)) : drop(); } catch { /* a browser that keeps nothing */ }
  }
  const card = () => {
    const held = kept();
    if (!held) return null;
    const isMine = !body.dataset.owner || held.owner === body.dataset.owner;
    if (isMine && Date.now() < Date.parse(held.expires)) return held;
    drop();
    return null;
  };
  for (const form of document.querySelectorAll("form[data-logout]")) form.addEventListener("submit", drop);

  // Saying it -----------------------------------------------------------------------------------------------------------
  const element = (tag, text = "", attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const call = (words, number_) =>
    element("a", words, { class: "ds-button", "data-color": "danger", href: `tel:${number_.replaceAll(" ", "")}` });

  const advice = (held, found) => {
    const { words } = held;
    const panel = element("section", "", { class: "zone-panel stack", "data-gap": "small", "data-zone": found.zone, "data-card": "", role: "alert" });
    const heading = element("h2");
    heading.append(document.querySelector(`template[data-zone-mark="${found.zone}"]`).content.cloneNode(true));
    panel.append(heading);
    if (found.acute) panel.append(element("p", words.acute, { class: "lead" }));
    panel.append(element("p", words.unsent), element("p", found.zone === RED ? words.red : words.yellow));
    if (found.waits) panel.append(element("p", words.again));
    const plan = held.advice[found.zone];
    if (plan.do.length) {
      const steps = element("ol", "", { class: "do" });
      steps.append(...plan.do.map((step) => element("li", step)));
      panel.append(element("h3", words.plan), steps);
    }
    if (plan.contact) panel.append(element("p", plan.contact));
    if (found.zone === RED) {
      const row = element("p", "", { class: "row" });
      row.append(call(words.call113, "113"), call(words.call116117, "116117"));
      panel.append(row);
    }
    return panel;
  };

  const itemOf = (form) => new URL(form.action).pathname.split("/").filter(Boolean).at(-1);
  document.addEventListener("varde:kept", ({ target: form, detail: fields }) => {
    form.querySelector("[data-card]")?.remove();
    const held = card();
    if (!held) return;
    const found = judge(held, itemOf(form), fields);
    if (found.zone >= YELLOW) form.querySelector("[data-kept]").after(advice(held, found));
  });

  // Without a network: what can be measured, on the page that is nobody's until this phone says whose it is ------------------
  const measuring = (item, kind) => {
    const form = element("form", "", { class: "stack question", "data-outbox": kind.name, "data-unit": kind.unit, action: `/min/maal/${item}/`, method: "post", novalidate: "" });
    form.append(element("h2", kind.name));
    form.append(element("input", "", { type: "hidden", name: "source_key", value: crypto.randomUUID() }));
    kind.parts.forEach((part, at) => {
      const name = ["value", "value2"][at], id = `${item}-${name}`;
      const field = element("div", "", { class: "number-field" }), row = element("div", "", { class: "number-row" });
      row.append(
        element("input", "", { class: "ds-input number-input", id, name, type: "text", inputmode: "decimal", autocomplete: "off", maxlength: "9" }),
        element("span", kind.unit, { class: "number-unit" }),
      );
      field.append(element("label", part.label, { for: id, class: kind.parts.length > 1 ? "" : "ds-sr-only" }), row);
      form.append(field);
    });
    const send = element("p");
    send.append(element("button", card().words.keep, { class: "ds-button", type: "submit" }));
    form.append(send);
    form.addEventListener("varde:kept", () => {
      form.reset();
      form.elements.source_key.value = crypto.randomUUID();
    });
    return form;
  };
  const place = document.querySelector("[data-measure-offline]");
  if (place && card()) {
    const held = card();
    body.dataset.owner = held.owner;
    place.append(element("p", held.words.offline), ...Object.entries(held.kinds).map(([item, kind]) => measuring(item, kind)));
  }

  globalThis.vardeCard = { judge };
})();
