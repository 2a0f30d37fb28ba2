// Comforts only: every page works without this file.
const all = (selector) => document.querySelectorAll(selector);

// Quick exit: blank at once, leave nothing in the history of this tab, forget stored pages.
const exit = document.querySelector("[data-quick-exit]");
if (exit) {
  const leave = () => {
    document.documentElement.hidden = true;
    document.title = " ";
    globalThis.caches?.keys().then((names) => names.forEach((name) => caches.delete(name)));
    location.replace(exit.href);
  };
  exit.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") { presses = []; return; }
    if (event.repeat) return;
    presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < 1500);
    if (presses.length >= 3) leave();
  });
}

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Where a page is none, the page before is one step away if there was one.
for (const button of all("[data-back]")) {
  button.hidden = history.length < 2;
  button.addEventListener("click", () => history.back());
}

// What is folded on the screen is part of the sheet, save what only explains it further.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...all("details:not([open], .screen-only)")];
  for (const part of folded) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of folded) part.open = false;
});

for (const button of all("[data-copy]")) {
  const area = document.getElementById(button.dataset.copy);
  const words = button.querySelector("span");
  const before = words.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    area.select();
    try { await navigator.clipboard.writeText(area.value); } catch { document.execCommand("copy"); }
    words.textContent = button.dataset.done;
    setTimeout(() => { words.textContent = before; }, 4000);
  });
}

document.querySelector("[data-focus]")?.focus();

// A tab that peeps out of its row is shown whole when the keyboard reaches it.
for (const tabs of all(".tabs")) {
  tabs.addEventListener("focusin", (event) => event.target.scrollIntoView({ block: "nearest", inline: "nearest" }));
}

// Filter as you type: accents and case do not matter; the whole list stays in the page.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
for (const box of all("[data-filter]")) {
  const list = document.getElementById(box.dataset.filter);
  if (!list) continue;
  const rows = [...(list.tBodies?.[0]?.rows ?? list.children)].map((row) => [row, fold(row.textContent)]);
  const status = box.querySelector("[role=status]");
  box.hidden = false;
  box.querySelector("input").addEventListener("input", (event) => {
    const words = fold(event.target.value).split(/\s+/);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    status.textContent = shown ? "" : status.dataset.none;
  });
}

// A page out of the phone's store carries the moment it was received, and says how old it is.
const note = document.querySelector("[data-cached-note]");
const received = Number(document.body.dataset.stored);
if (note && received) {
  const words = note.querySelector("[data-text]");
  const stamp = document.querySelector("time[data-asof]") ?? { textContent: new Date(received).toLocaleString(document.documentElement.lang) };
  const minutes = Math.max(0, Math.round((Date.now() - received) / 60000));
  const [unit, n] = minutes < 60 ? ["minutes", minutes] : minutes < 2880 ? ["hours", Math.round(minutes / 60)] : ["days", Math.round(minutes / 1440)];
  words.textContent = words.dataset.text.replace("{time}", stamp.textContent).replace("{age}", words.dataset[unit].replace("{n}", n));
  note.hidden = false;
}

const worker = document.body.dataset.worker;
if (worker && navigator.serviceWorker) navigator.serviceWorker.register(worker).catch(() => {});
