// An answer that means 113 says so the moment it is given, also without a network: the page already holds the message,
// and the form names the answers that raise it. Without this file the next step says it.
(() => {
  "use strict";
  const notice = document.querySelector("[data-acute-notice]");
  const form = document.querySelector("form[data-acute]");
  if (!notice || !form) return;
  const raising = JSON.parse(form.dataset.acute);
  const stands = "stands" in notice.dataset;
  const given = () => String(new FormData(form).get(form.dataset.item) ?? "").trim();

  const show = (isAsked) => {
    const hides = !stands && !raising.includes(given());
    const appears = notice.hidden && !hides;
    notice.hidden = hides;
    if (appears && isAsked) notice.scrollIntoView({ block: "nearest" });
  };
  form.addEventListener("input", () => show(true));
  show(false);
})();
