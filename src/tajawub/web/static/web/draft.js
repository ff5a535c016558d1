// Saves the draft a few seconds after the last change. Without this file the buttons do the same.
"use strict";

const form = document.querySelector("form[data-autosave]");
const says = document.querySelector("[data-autosave-says]");
let waiting = 0;

async function save() {
  const typed = new FormData(form);
  typed.delete("annexes");
  typed.append("autosave", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body: typed, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    says.textContent = form.dataset.saved.replace("%s", (await answer.json()).saved);
  } catch {
    says.textContent = form.dataset.failed;
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(save, 3000);
});
form.addEventListener("submit", () => clearTimeout(waiting));
