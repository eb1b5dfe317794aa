/* What pages can do beyond reading: display settings, printing, copying. Without it they only lack these buttons.
   It is loaded before anything is shown, so that a page never appears in other colours than the reader chose. */
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
    press(name, value);
  };
  const press = (name, value) => {
    for (const button of document.querySelectorAll(`[data-set="${name}"]`))
      button.setAttribute("aria-pressed", String(button.dataset.value === value));
  };
  const showAll = () => { for (const name of settings) show(name, recall(name)); };

  showAll();
  document.addEventListener("DOMContentLoaded", () => {
    for (const name of settings) press(name, root.dataset[name] || "");
    for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;
  });

  /* The panel goes when a reader goes on elsewhere: it would hide what has the focus. */
  const closePanel = event => {
    for (const open of document.querySelectorAll("details.settings[open]"))
      if (!open.contains(event.target)) open.open = false;
  };

  addEventListener("storage", showAll);
  addEventListener("pageshow", event => { if (event.persisted) showAll(); });
  document.addEventListener("click", event => {
    const button = event.target.closest("[data-set]");
    if (button) {
      keep(button.dataset.set, button.dataset.value);
      show(button.dataset.set, button.dataset.value);
    }
    if (event.target.closest("[data-print]")) print();
    closePanel(event);
  });
  document.addEventListener("focusin", closePanel);
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

/* An issue's page tells whether the file that a reader looked at on the page of /verify/ is its print. */
(() => {
  const tell = () => {
    const print = document.querySelector("[data-sha256]");
    const looked = /^#sha256-([0-9a-f]{64})$/.exec(location.hash);
    if (!print || !looked) return;
    const box = print.closest(".checksum");
    const same = print.textContent === looked[1];
    const withdrawn = document.getElementById("withdrawal") ? "请注意：本期已撤回。" : "";
    box.dataset.verdict = same ? "same" : "other";
    box.querySelector("[role=status]").textContent = (same
      ? "一致：您核验的文件与本站现在提供的 PDF 完全相同。"
      : "不一致：您核验的文件与本站现在提供的 PDF 不同，可能被改动过，也可能是更正、撤回以前下载的。请以本站的为准。")
      + withdrawn;
    box.scrollIntoView({ block: "center" });
  };
  document.addEventListener("DOMContentLoaded", tell);
  addEventListener("hashchange", tell);
})();
