/* Answers are saved while they are typed. The page works without this file: its buttons save too. */

const PAUSE = 1500; // milliseconds without a key

export function keepDrafts(address) {
  const form = document.querySelector("section[aria-labelledby='tasks'] form");
  if (!form) return;
  const state = document.createElement("p");
  state.className = "small muted";
  state.setAttribute("role", "status");
  form.append(state);
  let timer;
  let busy = false;
  let changed = false;
  // Only what was typed in this window is sent, so that an old one does not undo what was typed in another.
  const touched = new Set(["csrfmiddlewaretoken"]);

  const typed = () =>
    new URLSearchParams(
      [...new FormData(form)].filter(([name, value]) => typeof value === "string" && touched.has(name)),
    );

  const save = async () => {
    if (busy || !changed) return;
    busy = true;
    changed = false;
    try {
      const answer = await fetch(address, {
        method: "POST",
        body: typed(),
        headers: { Accept: "application/json" },
        redirect: "error", // signed out meanwhile
      });
      const told = await answer.json();
      if (!changed) state.textContent = told.saved ? "Your answers are saved. Nothing is handed in yet." : told.error;
    } catch {
      changed = true;
      state.textContent = "Not saved: no connection, or you are signed out. Your answers are still here.";
    }
    busy = false;
    if (changed) timer = setTimeout(save, 4 * PAUSE);
  };

  form.addEventListener("input", (event) => {
    changed = true;
    touched.add(event.target.name);
    state.textContent = "Not saved yet.";
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    changed = false;
    clearTimeout(timer);
  });
  // Whoever leaves in between loses nothing.
  addEventListener("pagehide", () => {
    if (changed) navigator.sendBeacon(address, typed());
  });
}
