/* A text is saved while it is written. The page works without this file: its buttons save too. */

const PAUSE = 1500; // milliseconds without a key

for (const form of document.querySelectorAll("form[data-draft]")) {
  const field = form.querySelector("textarea");
  const state = form.querySelector("[data-draft-state]");
  let saved = field.value;
  let timer;
  let busy = false;

  const save = async () => {
    const text = field.value;
    if (busy || text === saved) return;
    busy = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        redirect: "error", // signed out meanwhile
      });
      const told = await answer.json();
      if (told.saved) saved = text;
      state.textContent = told.saved ? "Saved for yourself." : told.error;
    } catch {
      state.textContent = "Not saved: no connection, or you are signed out. Your text is still here.";
    }
    busy = false;
    if (field.value !== text) timer = setTimeout(save, PAUSE);
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
