// The patient's page: copies the journal text, draws another stretch of time without a reload, and says when somebody
// else has changed the card. Nothing that is being written is ever replaced: the reader decides when to load again.
(() => {
  "use strict";
  // --- Copy ---
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      const said = button.parentElement.querySelector("[data-copied]");
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = "Kopiert.";
      } catch {
        field.select();
        said.textContent = "Teksten er merket: trykk Ctrl+C.";
      }
    });
  }

  // --- Another stretch of time ---
  const section = document.getElementById("kurver");
  const stretch = async (figure, days) => {
    const answer = await fetch(`${figure.dataset.src}?dager=${days}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const source = figure.querySelector("script[type='application/json']");
    if (!source) return;
    source.textContent = await answer.text();
    const copy = figure.cloneNode(true);
    copy.querySelector(".chart-drawing").replaceChildren();
    copy.querySelector(".chart-readout")?.remove();
    figure.replaceWith(copy);
    copy.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
  };
  section?.querySelector(".filters").addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-days]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    section.setAttribute("aria-busy", "true");
    try {
      await Promise.all([...section.querySelectorAll("figure[data-src]")].map((figure) => stretch(figure, link.dataset.days)));
    } catch {
      location.href = link.href;
      return;
    }
    section.removeAttribute("aria-busy");
    for (const other of section.querySelectorAll("a[data-days]")) {
      if (other === link) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
    history.replaceState(null, "", link.getAttribute("href"));
  });

  // --- Somebody else changed the card ---
  const place = document.getElementById("kort-endret");
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.src, { cache: "no-store" });
      const version = answer.ok ? await answer.text() : place.dataset.version;
      if (version === place.dataset.version || place.firstChild) return;
      const line = document.createElement("p");
      line.className = "banner";
      line.append("Kortet er endret etter at du åpnet siden. ");
      const again = document.createElement("a");
      again.href = location.pathname + location.search;
      again.textContent = "Vis det nye";
      line.append(again);
      place.append(line);
    } catch {
      // Without a net nothing can be saved either: the forms say so.
    }
  };
  setInterval(look, 60000);
  if (place.dataset.live === "ja") {
    const stream = new EventSource("/hendelser/");
    stream.addEventListener("kort", look);
    addEventListener("pagehide", () => stream.close());
  }
})();
