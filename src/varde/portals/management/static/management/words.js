// A note shown by hovering goes away with Escape, without moving the pointer (WCAG 1.4.13), and comes back next time.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const word of document.querySelectorAll(".term:hover")) {
    word.dataset.dismissed = "";
    word.addEventListener("pointerleave", () => delete word.dataset.dismissed, { once: true });
  }
});
