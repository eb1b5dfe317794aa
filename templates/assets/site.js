/* What pages can do beyond reading: display settings and printing. Without it they only lack these buttons. */
"use strict";

(() => {
  const root = document.documentElement;
  const settings = ["size", "scheme", "contrast"];

  /* Reading or writing may be forbidden: by a private window, or for pages opened from the disk. */
  const recall = name => { try { return localStorage.getItem(`bulletin-${name}`) || ""; } catch { return ""; } };
  const keep = (name, value) => {
    try {
      if (value) localStorage.setItem(`bulletin-${name}`, value);
      else localStorage.removeItem(`bulletin-${name}`);
    } catch { /* It holds for this page. */ }
  };

  const show = (name, value) => {
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
    for (const button of document.querySelectorAll(`[data-set="${name}"]`))
      button.setAttribute("aria-pressed", String(button.dataset.value === value));
  };
  const showAll = () => { for (const name of settings) show(name, recall(name)); };

  showAll();
  for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;

  addEventListener("storage", showAll);
  addEventListener("pageshow", event => { if (event.persisted) showAll(); });
  document.addEventListener("click", event => {
    const button = event.target.closest("[data-set]");
    if (button) {
      keep(button.dataset.set, button.dataset.value);
      show(button.dataset.set, button.dataset.value);
    }
    if (event.target.closest("[data-print]")) print();
    for (const open of document.querySelectorAll("details.settings[open]"))
      if (!open.contains(event.target)) open.open = false;
  });
  document.addEventListener("keydown", event => {
    const open = event.key === "Escape" && document.querySelector("details.settings[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
})();

/* Copying the text of an element, such as the line that an issue is cited by. */
(() => {
  /* Only pages of https may write to the clipboard; elsewhere what is selected can be copied. */
  const copy = async element => {
    try {
      await navigator.clipboard.writeText(element.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(element);
      return document.execCommand("copy");
    }
  };

  document.addEventListener("click", async event => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const done = await copy(document.getElementById(button.dataset.copy));
    button.parentElement.querySelector("[role=status]").textContent = done ? "已复制" : "已选中，请按 Ctrl+C 复制";
  });
})();
