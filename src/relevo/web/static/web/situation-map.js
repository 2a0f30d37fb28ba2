// Comforts of the map: closer, further away, moved by hand or by arrow keys. Without this the zone is
// chosen in the form, and everything on the map stands in the tables.
const STEP = 1.5;
const CLOSEST = 8;
const NUDGE = 0.15;
const DRAGGED = 4;

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

for (const frame of document.querySelectorAll("[data-map]")) {
  const drawing = frame.querySelector("svg.map-drawing");
  const [left, top, width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
  let view = { x: left, y: top, scale: 1 };

  const show = ({ x, y, scale }) => {
    const size = clamp(scale, 1, CLOSEST);
    const across = width / size;
    const down = height / size;
    view = { x: clamp(x, left, left + width - across), y: clamp(y, top, top + height - down), scale: size };
    drawing.classList.toggle("is-close", size > 1);
    drawing.setAttribute("viewBox", `${view.x} ${view.y} ${across} ${down}`);
    for (const sign of drawing.querySelectorAll(".map-marker > g")) {
      const place = sign.getAttribute("transform").replace(/ scale.*/, "");
      sign.setAttribute("transform", `${place} scale(${1 / Math.sqrt(size)})`);
    }
  };
  const zoom = (factor) => {
    const scale = clamp(view.scale * factor, 1, CLOSEST);
    const x = view.x + (width / view.scale - width / scale) / 2;
    const y = view.y + (height / view.scale - height / scale) / 2;
    show({ x, y, scale });
  };
  const move = (across, down) =>
    show({ ...view, x: view.x + (across * width) / view.scale, y: view.y + (down * height) / view.scale });

  const tools = document.createElement("div");
  tools.className = "map-tools no-print";
  const button = (sign, words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", words);
    made.title = words;
    made.addEventListener("click", act);
    tools.append(made);
  };
  button("+", frame.dataset.closer, () => zoom(STEP));
  button("−", frame.dataset.further, () => zoom(1 / STEP));
  button("○", frame.dataset.whole, () => show({ x: left, y: top, scale: 1 }));
  frame.append(tools);

  const keys = {
    "+": () => zoom(STEP),
    "-": () => zoom(1 / STEP),
    0: () => show({ x: left, y: top, scale: 1 }),
    ArrowLeft: () => move(-NUDGE, 0),
    ArrowRight: () => move(NUDGE, 0),
    ArrowUp: () => move(0, -NUDGE),
    ArrowDown: () => move(0, NUDGE),
  };
  frame.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // A drag moves the map only when it is closer than the whole: else a finger could not scroll the page.
  let held = null;
  drawing.addEventListener("pointerdown", (event) => {
    if (view.scale > 1) held = { x: event.clientX, y: event.clientY, from: view, moved: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!held) return;
    const across = event.clientX - held.x;
    const down = event.clientY - held.y;
    if (Math.hypot(across, down) < DRAGGED) return;
    held.moved = true;
    drawing.classList.add("is-moving");
    const units = width / view.scale / drawing.clientWidth;
    show({ ...held.from, x: held.from.x - across * units, y: held.from.y - down * units });
  });
  window.addEventListener("pointerup", () => {
    drawing.classList.remove("is-moving");
    const was = held;
    held = null;
    if (was?.moved) {
      drawing.addEventListener("click", (event) => event.preventDefault(), { once: true, capture: true });
    }
  });
  window.addEventListener("pointercancel", () => {
    held = null;
  });
  drawing.addEventListener("dragstart", (event) => event.preventDefault());
}
