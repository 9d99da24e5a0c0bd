/* A page that waits for a worker shows how it gets on. Without this file the page asks for itself again. */

const PAUSE = 700; // milliseconds between two questions

const panel = document.querySelector("[data-watch]");

const look = async () => {
  try {
    const answer = await fetch(panel.dataset.watch, { headers: { Accept: "application/json" }, redirect: "error" });
    if (answer.ok) {
      const told = await answer.json();
      if (told.done) return location.reload();
      for (const place of panel.querySelectorAll("[data-told]")) {
        const value = told[place.dataset.told];
        if (place instanceof HTMLProgressElement) place.value = value;
        else if (place.textContent !== String(value)) place.textContent = value;
      }
    }
  } catch {
    // no connection for a moment: ask again
  }
  setTimeout(look, PAUSE);
};

setTimeout(look, PAUSE);
