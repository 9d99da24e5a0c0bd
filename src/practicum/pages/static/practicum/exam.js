/* An examination's page saves answers while they are given, and shows the time. The page works without this file.

   An answer goes into a journal in localStorage first, under attempt, question and number, and leaves it only when the
   server's receipt is here: so a lost connection, a closed browser or a crash loses nothing. Equal numbers are equal
   saves, so sending twice is harmless. Only the server's clock counts; this page measures how long it has been open. */

const exam = document.querySelector("[data-exam]");
const form = document.querySelector("[data-exam-form]");
const MARKS_MINUTES = [30, 10, 5, 1];
const LONGEST_WAIT = 15000;
const TYPING_PAUSE = 700;

class Journal {
  constructor(attempt) {
    this.prefix = `practicum.exam:${attempt}:`;
    this.memory = new Map(); // where the browser refuses localStorage, the page's memory must do
  }

  put(position, sequence, values) {
    const key = `${this.prefix}${position}:${sequence}`;
    this.memory.set(key, JSON.stringify(values));
    try {
      localStorage.setItem(key, JSON.stringify(values));
    } catch { /* full or forbidden */ }
  }

  /* The newest save of each question that has no receipt yet. */
  waiting() {
    const found = new Map();
    for (const key of this.keys()) {
      const [position, sequence] = key.slice(this.prefix.length).split(":").map(Number);
      const known = found.get(position);
      if (!known || known.sequence < sequence) found.set(position, { position, sequence, values: this.read(key) });
    }
    return [...found.values()].filter((entry) => Array.isArray(entry.values)).sort((a, b) => a.position - b.position);
  }

  /* Receipt in hand: this save and the older ones of the same question are done. */
  drop(position, upTo) {
    for (const key of this.keys()) {
      const [at, sequence] = key.slice(this.prefix.length).split(":").map(Number);
      if (at === position && sequence <= upTo) this.remove(key);
    }
  }

  clear() {
    for (const key of this.keys()) this.remove(key);
  }

  keys() {
    const keys = new Set(this.memory.keys());
    try {
      for (let index = 0; index < localStorage.length; index += 1) {
        const key = localStorage.key(index);
        if (key.startsWith(this.prefix)) keys.add(key);
      }
    } catch { /* forbidden */ }
    return [...keys];
  }

  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? this.memory.get(key));
    } catch {
      return JSON.parse(this.memory.get(key) ?? "null");
    }
  }

  remove(key) {
    this.memory.delete(key);
    try {
      localStorage.removeItem(key);
    } catch { /* forbidden */ }
  }
}

/* What the page says. Saving is said without being announced each time; trouble is announced, and its end. */
const voice = {
  state: document.querySelector("[data-exam-state]"),
  alarm: exam?.querySelector("[data-exam-alarm]"),
  noticeBox: exam?.querySelector("[data-exam-notice]"),
  troubled: false,

  saved(at) {
    if (this.state) this.state.textContent = `Saved at ${at}`;
    else if (this.troubled) this.notice("");
    if (this.troubled) this.alarm.textContent = "Saving works again.";
    this.troubled = false;
  },
  unsaved() {
    if (this.state) this.state.textContent = "Not saved yet";
  },
  trouble(text) {
    if (this.state) this.state.textContent = `Not saved yet. ${text}`;
    else this.notice(`Not saved yet. ${text}`);
    if (!this.troubled) this.alarm.textContent = `Not saved yet. ${text}`;
    this.troubled = true;
  },
  refused(text) {
    if (this.state) this.state.textContent = `Not saved. ${text}`;
  },
  notice(text) {
    this.noticeBox.textContent = text;
    this.noticeBox.hidden = !text;
  },
};

class Saver {
  constructor(timer) {
    this.url = exam.dataset.saveUrl;
    this.journal = new Journal(exam.dataset.attempt);
    this.timer = timer;
    this.position = form ? Number(form.dataset.position) : null;
    this.sequence = form ? Number(form.dataset.sequence) : 0;
    this.mine = new Set(); // saves made on this page, not taken over from the journal
    this.running = null;
    this.failures = 0;
    this.retry = null;
    addEventListener("online", () => this.flush());
    if (form) this.watch();
  }

  watch() {
    for (const entry of this.journal.waiting()) {
      if (entry.position !== this.position || entry.sequence <= this.sequence) continue;
      this.sequence = entry.sequence; // given before the browser closed, and not yet with us
      write(entry.values);
      voice.unsaved();
    }
    this.last = JSON.stringify(read());
    form.elements.sequence.value = this.sequence + 1;
    let typing;
    form.addEventListener("change", (event) => event.target.name === "answer" && this.note());
    form.addEventListener("input", (event) => {
      if (event.target.name !== "answer" || event.target.type !== "text") return;
      clearTimeout(typing);
      typing = setTimeout(() => this.note(), TYPING_PAUSE);
    });
    form.addEventListener("submit", (event) => {
      if (event.submitter?.value !== "clear") this.note();
      if (navigator.onLine !== false) return;
      event.preventDefault();
      voice.trouble("You are offline. Your answer is kept in this browser; go on when you are connected.");
    });
    addEventListener("pagehide", () => this.note());
  }

  /* An answer was given: journal first, then send. */
  note() {
    const values = read();
    if (JSON.stringify(values) === this.last) return;
    this.last = JSON.stringify(values);
    this.sequence += 1;
    this.mine.add(`${this.position}:${this.sequence}`);
    this.journal.put(this.position, this.sequence, values);
    form.elements.sequence.value = this.sequence;
    voice.unsaved();
    this.flush();
  }

  /* Send what waits, one after the other; resolves to whether nothing waits any more. */
  flush() {
    clearTimeout(this.retry);
    this.running ??= this.sendAll().finally(() => { this.running = null; });
    return this.running;
  }

  async sendAll() {
    for (let entry = this.journal.waiting()[0]; entry; entry = this.journal.waiting()[0]) {
      if (!(await this.send(entry))) return false;
    }
    return true;
  }

  async send(entry) {
    let answer;
    try {
      answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
        body: JSON.stringify({ position: entry.position, sequence: entry.sequence, values: entry.values }),
        credentials: "same-origin",
        redirect: "error",
        keepalive: true,
        signal: AbortSignal.timeout(10000),
      });
    } catch {
      return this.later("The connection is lost. Your answer is kept in this browser and is sent again.");
    }
    let told = {};
    try {
      told = await answer.json();
    } catch { /* no page of ours */ }
    if (answer.ok && told.saved_at) return this.received(entry, told);
    if (answer.status === 401) return this.later(told.message ?? "Sign in again. Your answer is kept in this browser.");
    if (answer.status === 403) return this.later("Load this page again to go on. Your answer is kept in this browser.");
    if (answer.status === 409) return this.over();
    if ([400, 404, 422].includes(answer.status)) {
      this.journal.drop(entry.position, entry.sequence);
      if (entry.position === this.position) voice.refused(told.message ?? "");
      else voice.notice(`Question ${entry.position} was not saved. ${told.message ?? ""}`);
      return true;
    }
    return this.later("The server does not answer. Your answer is kept in this browser and is sent again.");
  }

  received(entry, receipt) {
    this.failures = 0;
    this.timer.set(receipt.remaining_seconds);
    const key = `${entry.position}:${entry.sequence}`;
    const sameWords = JSON.stringify([...entry.values].sort()) === JSON.stringify([...receipt.values].sort());
    const elsewhere = !receipt.is_new && !sameWords;
    this.journal.drop(entry.position, entry.sequence);
    if (elsewhere && this.mine.has(key) && entry.position === this.position) {
      // Another window used this number. What the person sees and chose here is newest: save it under the next.
      this.sequence = Math.max(this.sequence, receipt.sequence) + 1;
      this.mine.add(`${entry.position}:${this.sequence}`);
      this.journal.put(entry.position, this.sequence, read());
      form.elements.sequence.value = this.sequence;
      return true;
    }
    if (elsewhere && receipt.sequence === entry.sequence) {
      voice.notice(`Question ${entry.position}: another window saved a different answer, and that one counts.`);
    }
    if (entry.position === this.position) {
      this.sequence = Math.max(this.sequence, receipt.sequence);
      if (this.sequence === receipt.sequence) voice.saved(receipt.saved_at_text);
    } else if (!elsewhere) {
      voice.saved(receipt.saved_at_text);
    }
    return true;
  }

  later(text) {
    voice.trouble(text);
    const wait = Math.min(1000 * 2 ** this.failures, LONGEST_WAIT);
    this.failures += 1;
    this.retry = setTimeout(() => this.flush(), wait);
    return false;
  }

  over() {
    this.journal.clear();
    location.replace(exam.dataset.overUrl);
    return false;
  }
}

class Timer {
  constructor() {
    this.text = exam.querySelector("[data-exam-timer]");
    this.announcer = exam.querySelector("[data-exam-announce]");
    this.set(Number(exam.dataset.remaining));
    this.before = this.left();
    this.setUpToggle();
  }

  /* The server said how much is left. */
  set(seconds) {
    this.seconds = seconds;
    this.since = performance.now();
  }

  left() {
    return Math.max(0, this.seconds - (performance.now() - this.since) / 1000);
  }

  start(onOver) {
    let over = false;
    const tick = () => {
      setTimeout(tick, 1000);
      const left = this.left();
      const mark = MARKS_MINUTES.find((minutes) => this.before > minutes * 60 && left <= minutes * 60);
      if (mark) this.announcer.textContent = `${mark} minute${mark === 1 ? "" : "s"} left`;
      this.before = left;
      const whole = Math.ceil(left);
      this.text.textContent = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} left`;
      if (left > 0 || over) return;
      over = true;
      onOver();
    };
    tick();
  }

  setUpToggle() {
    const button = exam.querySelector("[data-exam-toggle]");
    const store = "practicum.exam-timer";
    let hidden = false;
    try {
      hidden = localStorage.getItem(store) === "hidden";
    } catch { /* forbidden */ }
    const show = () => {
      this.text.hidden = hidden;
      button.textContent = hidden ? "Show the time" : "Hide the time";
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      hidden = !hidden;
      try {
        localStorage.setItem(store, hidden ? "hidden" : "shown");
      } catch { /* forbidden */ }
      show();
    });
    show();
  }
}

/* The values of the answer's fields, as a form would post them. */
function read() {
  return [...form.querySelectorAll("[name=answer]")]
    .filter((field) => (field.type === "text" ? field.value.trim() : field.checked))
    .map((field) => field.value);
}

function write(values) {
  for (const field of form.querySelectorAll("[name=answer]")) {
    if (field.type === "text") field.value = values[0] ?? "";
    else field.checked = values.includes(field.value);
  }
}

async function askTheClock(timer) {
  try {
    const answer = await fetch(exam.dataset.saveUrl, { redirect: "error", signal: AbortSignal.timeout(10000) });
    if (!answer.ok) return;
    const told = await answer.json();
    if (told.state === "in_progress") timer.set(told.remaining_seconds);
    else location.replace(exam.dataset.overUrl);
  } catch { /* asked again */ }
}

if (exam) {
  const timer = new Timer();
  const saver = new Saver(timer);
  saver.flush();
  timer.start(async () => {
    // Nobody gains thinking time: fields close at the deadline, and what was given by then is sent within the grace.
    if (form) saver.note();
    document.querySelectorAll("[data-exam-form] :is(input, button)").forEach((field) => { field.disabled = true; });
    exam.querySelector("[data-exam-announce]").textContent = "The time is over.";
    await saver.flush();
    setInterval(() => askTheClock(timer), (Number(exam.dataset.grace) + 1) * 1000);
  });
  setInterval(() => askTheClock(timer), 60000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") askTheClock(timer);
  });
  document.querySelector("[data-exam-submit]")?.addEventListener("submit", (event) => {
    if (saver.journal.waiting().length === 0) return;
    event.preventDefault(); // first what was answered, then the end
    saver.flush().then((done) => done && event.target.submit());
  });
}
