// Saves the draft a few seconds after the last change, and before the page is left by a link or another form.
// Without this file the buttons do the same.
"use strict";

const form = document.querySelector("form[data-autosave]");
const says = document.querySelector("[data-autosave-says]");
const KEPT_ALIVE = 60000; // bytes: a browser lets no more than 64 KiB outlive its page
let waiting = 0;
let changed = false;
let running = null;
let warned = false; // that it is not saved: who leaves all the same may

function typed(leaving) {
  const fields = new FormData(form);
  fields.delete("annexes");
  fields.append("autosave", "1");
  // A save under way answers with the next stamp too late for a page that is going.
  if (leaving && running) fields.delete("seen");
  return new URLSearchParams(fields);
}

async function send(leaving) {
  const body = typed(leaving);
  const keepalive = leaving && body.toString().length < KEPT_ALIVE;
  changed = false;
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "error", keepalive });
    if (answer.status === 409) {
      says.textContent = form.dataset.overtaken;
      changed = true;
      return false;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const kept = await answer.json();
    form.elements.seen.value = kept.seen;
    says.textContent = form.dataset.saved.replace("%s", kept.saved);
    return true;
  } catch {
    changed = true;
    says.textContent = form.dataset.failed;
    return false;
  }
}

async function save() {
  clearTimeout(waiting);
  while (running) await running;
  if (!changed) return true;
  running = send(false).finally(() => { running = null; });
  return running;
}

async function saved() {
  const kept = await save();
  warned = !kept;
  if (warned) says.scrollIntoView({ block: "center" });
  return kept;
}

function leave() {
  clearTimeout(waiting);
  if (changed) running = send(true).finally(() => { running = null; });
}

form.addEventListener("input", () => {
  changed = true;
  warned = false;
  clearTimeout(waiting);
  waiting = setTimeout(save, 3000);
});
form.addEventListener("submit", () => {
  clearTimeout(waiting);
  changed = false;
});
document.addEventListener("submit", async (event) => {
  if (event.target === form || !changed || warned) return;
  event.preventDefault();
  const { target, submitter } = event;
  if (await saved()) target.requestSubmit(submitter);
});
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  const elsewhere = event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey;
  if (!link || elsewhere || !changed || warned || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  if (await saved()) location.assign(link.href);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") leave();
});
window.addEventListener("pagehide", leave);
