// What scripts add where they run: single keys in the review, and a word before a session ends. Nothing needs them.
"use strict";
(() => {
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  // One key, one decision. A key that would show what the machine hides leads to the field that takes the facts first.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (document.body.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (typing(event.target) || !document.querySelector("[data-review]")) return;
    const found = document.querySelector(`[data-review] [data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!found || document.body.dataset.busy) return;
    event.preventDefault();
    const needs = found.dataset.needs && document.getElementById(found.dataset.needs);
    if (needs && !needs.value.trim()) { needs.closest("details").open = true; needs.focus(); return; }
    if (found.matches("input, select")) found.focus();
    else found.click();
  });

  // Nothing is decided twice because a key came while the answer was on its way.
  document.addEventListener("htmx:before:request", () => { document.body.dataset.busy = "1"; });
  for (const name of ["htmx:after:request", "htmx:error", "htmx:response:error"])
    document.addEventListener(name, () => { delete document.body.dataset.busy; });
  document.addEventListener("htmx:after:swap", () => {
    delete document.body.dataset.busy;
    // Whoever goes by Tab goes on from the next question, and hears it.
    if (document.activeElement === document.body) document.getElementById("ask-title")?.focus({ preventScroll: true });
    // Work that took long is done: on to what it found.
    const done = document.querySelector("[data-go]");
    if (done) location.replace(done.dataset.go);
    show();
  });

  const show = () => {
    document.querySelector(".text-list [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    document.querySelector(".found[data-focus]")?.scrollIntoView({ block: "nearest" });
  };
  show();

  // A session ends visibly: a word two minutes before, and the door when it is over.
  const ending = document.getElementById("ending");
  if (ending) {
    const left = Number(document.body.dataset.left) * 1000;
    const warn = setTimeout(() => { ending.hidden = false; }, Math.max(0, left - 120000));
    const over = setTimeout(() => { location.assign("/console/sign-in?ended=1"); }, Math.max(1000, left));
    document.getElementById("stay").addEventListener("click", () => {
      clearTimeout(warn); clearTimeout(over); location.reload();
    });
  }
})();
