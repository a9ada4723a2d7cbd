// Keeps the worklist fresh without a reload, and lets it be worked from the keyboard. The page is whole without this
// file: it then has a link to load it again. A row never moves under the pointer: what is new waits in a bar above.
(() => {
  "use strict";
  const list = document.getElementById("liste");
  if (!list) return;
  const staleAfter = Number(list.dataset.staleAfter) * 1000;
  const clock = new Intl.DateTimeFormat("nb-NO", { timeZone: "Europe/Oslo", hour: "2-digit", minute: "2-digit" });
  const part = (id, within = document) => within.querySelector(`#${id}`);
  let pulseAt = Date.now();
  let fetchedAt = Date.now();
  let waiting = null;
  let pointerOnRows = false;
  let fetching = false;
  let askAgain = false;

  const rowsOf = (within) => [...within.querySelectorAll("tbody tr")];
  const bar = () => part("nye-kort", list);

  // --- Fetching and merging ---
  const refresh = async () => {
    if (fetching) { askAgain = true; return; }
    fetching = true;
    try {
      const answer = await fetch(location.href, { headers: { "HX-Request": "true" }, cache: "no-store" });
      if (answer.status === 401) { loggedOut(); return; }
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("liste");
      if (fresh) { fetchedAt = Date.now(); merge(fresh); }
    } catch {
      // The age of the list says it: see checkAge.
    } finally {
      fetching = false;
      if (askAgain) { askAgain = false; refresh(); }
    }
  };

  const merge = (fresh) => {
    document.title = fresh.dataset.title;
    part("ferskhet", list).innerHTML = part("ferskhet", fresh).innerHTML;
    say(part("varsel"), part("varsel-ny", fresh).innerHTML);
    const filters = list.querySelector(".filters");
    if (!filters.contains(document.activeElement)) filters.innerHTML = fresh.querySelector(".filters").innerHTML;
    const before = rowsOf(list).map((row) => row.id);
    const after = rowsOf(fresh).map((row) => row.id);
    if (before.join() === after.join() || (pointerOnRows && before.length)) {
      for (const row of rowsOf(fresh)) renew(row);
      if (before.join() !== after.join()) hold(fresh, before);
      else release();
    } else {
      show(fresh, before);
    }
  };

  // The row stays where it is; only what it says changes.
  const renew = (fresh) => {
    const row = document.getElementById(fresh.id);
    if (!row || row.dataset.version === fresh.dataset.version) return;
    const held = row.contains(document.activeElement);
    const copy = fresh.cloneNode(true);
    row.replaceWith(copy);
    if (held) copy.querySelector("a.open").focus({ preventScroll: true });
  };

  const hold = (fresh, before) => {
    waiting = fresh;
    const news = rowsOf(fresh).filter((row) => !before.includes(row.id));
    const first = news[0];
    const line = document.createElement("p");
    if (first) {
      const open = first.querySelector("a.open").cloneNode(true);
      line.append(first.querySelector(".zone").cloneNode(true), " ", open, `: ${first.querySelector(".why").textContent.trim()} `);
    }
    const count = news.length ? `${news.length} ${news.length === 1 ? "nytt kort" : "nye kort"}` : "Rekkefølgen er endret";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${count}: vis i lista (N)`;
    button.addEventListener("click", () => apply());
    line.append(button);
    if (bar().textContent !== line.textContent) bar().replaceChildren(line);
  };

  const release = () => { waiting = null; bar().replaceChildren(); };

  const apply = () => {
    if (!waiting) return;
    const fresh = waiting;
    show(fresh, rowsOf(list).map((row) => row.id));
  };

  const show = (fresh, before) => {
    release();
    const focused = document.activeElement?.closest?.("#liste tbody tr");
    const top = focused?.getBoundingClientRect().top;
    const place = focused ? before.indexOf(focused.id) : -1;
    const onButton = document.activeElement?.tagName === "BUTTON";
    const table = list.querySelector("tbody");
    const freshTable = fresh.querySelector("tbody");
    if (table && freshTable) table.replaceChildren(...freshTable.childNodes);
    else list.replaceChildren(...fresh.childNodes);
    const rows = rowsOf(list);
    if (before.length) for (const row of rows) if (!before.includes(row.id)) row.classList.add("arrived");
    if (!focused) return;
    const same = document.getElementById(focused.id) || rows[Math.min(place, rows.length - 1)];
    if (!same) { part("liste-tittel", list).focus(); return; }
    ((onButton && same.querySelector("button")) || same.querySelector("a.open")).focus({ preventScroll: true });
    window.scrollBy(0, same.getBoundingClientRect().top - top);
  };

  // --- Taking and undoing without leaving the list ---
  list.addEventListener("submit", async (event) => {
    if (event.target.id !== "kort-skjema" || !event.submitter) return;
    event.preventDefault();
    const button = event.submitter;
    const body = new URLSearchParams(new FormData(event.target, button));
    button.disabled = true;
    try {
      const answer = await fetch(button.formAction, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (answer.status === 401) { loggedOut(); return; }
      await refresh();
      tell(await answer.text());
    } catch {
      button.disabled = false;
      tell("Nettet svarer ikke. Ingenting er endret. Prøv igjen.");
    }
  });
  const tell = (text) => {
    const line = document.createElement("p");
    line.textContent = text;
    if (!waiting) bar().replaceChildren(line);
    setTimeout(() => line.remove(), 8000);
  };

  // --- Keyboard ---
  const help = part("hurtigtaster");
  const move = (step) => {
    const rows = rowsOf(list);
    const here = rows.indexOf(document.activeElement?.closest?.("tr"));
    const next = here < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, here + step));
    rows[next]?.querySelector("a.open").focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    // Letters count only inside the list, so that they never surprise somebody who speaks or types elsewhere.
    const inList = list.contains(event.target);
    if (!inList && event.target !== document.body) return;
    const row = event.target.closest?.("tbody tr");
    const key = event.key.toLowerCase();
    if (key === "arrowdown" || key === "arrowup") move(key === "arrowdown" ? 1 : -1);
    else if (row && (key === "t" || key === "u")) row.querySelector(`button[data-key="${key}"]`)?.click();
    else if (inList && key === "n" && waiting) apply();
    else if (inList && key === "?") help.showModal();
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => { if (event.target.closest("#vis-hurtigtaster")) help.showModal(); });
  const reveal = () => { part("vis-hurtigtaster", list).hidden = false; };
  new MutationObserver(reveal).observe(list, { childList: true });
  reveal();

  // --- The pointer ---
  document.addEventListener("pointermove", (event) => {
    const was = pointerOnRows;
    pointerOnRows = event.pointerType === "mouse" && Boolean(event.target.closest?.("#liste tbody"));
    if (was && !pointerOnRows) apply();
  });
  document.documentElement.addEventListener("pointerleave", () => { pointerOnRows = false; apply(); });

  // --- The stream, and how old everything is ---
  const say = (place, html) => { if (place.dataset.says !== html) { place.dataset.says = html; place.innerHTML = html; } };
  const checkAge = () => {
    const place = part("varsel-stream");
    const now = Date.now();
    if (now - fetchedAt > staleAfter) {
      say(place, `<p class="banner" data-tone="danger">Lista er gammel: den er fra kl. ${clock.format(fetchedAt)} og blir ikke oppdatert. Last siden på nytt. Hjelper ikke det, meld fra til drift og gå gjennom pasientene selv.</p>`);
    } else if (now - pulseAt > staleAfter) {
      say(place, `<p class="banner" data-tone="danger">Nye kort kommer ikke av seg selv nå. Lista hentes hvert minutt, sist kl. ${clock.format(fetchedAt)}. Last siden på nytt om dette blir stående.</p>`);
    } else {
      say(place, "");
    }
  };
  const loggedOut = () => {
    stream?.close();
    say(part("varsel-stream"), '<p class="banner" data-tone="danger">Du er logget ut, og lista står stille. <a href="">Logg inn igjen</a></p>');
    clearInterval(ageTimer);
  };
  const pulse = (event) => {
    pulseAt = Date.now();
    checkAge();
    if (Date.now() - fetchedAt > 65000) return;
    const time = part("ferskhet", list).querySelector("time");
    time.dateTime = event.data;
    time.textContent = clock.format(new Date(event.data));
  };
  let stream = null;
  const listen = () => {
    stream = new EventSource("/hendelser/");
    stream.addEventListener("kort", refresh);
    stream.addEventListener("puls", pulse);
    stream.addEventListener("utlogget", loggedOut);
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
    });
  };
  const ageTimer = setInterval(checkAge, 2000);
  setInterval(refresh, 60000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) { listen(); refresh(); } });
  listen();
})();
