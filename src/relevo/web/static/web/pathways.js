// Comforts of the board on which a draft is written: everything here can be done by its buttons too.
const board = document.querySelector("[data-board]");
const status = document.getElementById("board-status");
const lanes = document.querySelector(".board-lanes");

const send = (id, values) => {
  const form = document.getElementById(id);
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  status.textContent = board.dataset.moved;
  form.submit();
};
const move = (step, after) => send("board-move", { step, after });
const give = (step, lane) => send("board-give", { step, side: lane.dataset.side, institution: lane.dataset.institution });

if (board) {
  const steps = [...board.children];
  let dragged = null;
  document.getElementById("board-hint")?.removeAttribute("hidden");
  lanes?.removeAttribute("hidden");

  const unmark = () => document.querySelectorAll(".is-over").forEach((one) => one.classList.remove("is-over"));
  const accept = (target, drop) => {
    target.addEventListener("dragover", (event) => {
      if (!dragged || dragged === target) return;
      event.preventDefault();
      unmark();
      target.classList.add("is-over");
    });
    target.addEventListener("dragleave", () => target.classList.remove("is-over"));
    target.addEventListener("drop", (event) => {
      event.preventDefault();
      unmark();
      if (dragged && dragged !== target) drop(event);
    });
  };

  for (const [place, step] of steps.entries()) {
    step.draggable = true;
    step.tabIndex = 0;
    step.addEventListener("dragstart", (event) => {
      dragged = step;
      step.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", step.dataset.step);
    });
    step.addEventListener("dragend", () => { dragged = null; step.classList.remove("is-dragged"); unmark(); });
    // Dropped on the upper half it goes before that step, on the lower half behind it.
    accept(step, (event) => {
      const box = step.getBoundingClientRect();
      const isBefore = event.clientY < box.top + box.height / 2;
      const others = steps.filter((one) => one !== dragged);
      const at = others.indexOf(step) + (isBefore ? -1 : 0);
      move(dragged.dataset.step, at < 0 ? "" : others[at].dataset.step);
    });
    step.addEventListener("keydown", (event) => {
      if (!event.altKey || event.target !== step) return;
      if (event.key === "ArrowUp" && place > 0) {
        event.preventDefault();
        move(step.dataset.step, place > 1 ? steps[place - 2].dataset.step : "");
      } else if (event.key === "ArrowDown" && place + 1 < steps.length) {
        event.preventDefault();
        move(step.dataset.step, steps[place + 1].dataset.step);
      }
    });
  }
  for (const lane of lanes?.children ?? []) accept(lane, () => give(dragged.dataset.step, lane));

  // Back from a move: the step is in focus where it stands now.
  const moved = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (moved && board.contains(moved)) moved.focus();
}
