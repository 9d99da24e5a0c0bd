/* The queries that somebody ran in this lab, kept in this browser and nowhere else. */

const MOST = 50;

export class Past {
  constructor(variant) {
    this.key = `practicum.queries.${variant}`;
  }

  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key)) ?? {};
      return { ran: Array.isArray(kept.ran) ? kept.ran : [], last: String(kept.last ?? "") };
    } catch {
      return { ran: [], last: "" }; // nothing kept, or the browser keeps nothing
    }
  }

  write(kept) {
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // full, or not allowed: the desk works without
    }
  }

  last() {
    return this.read().last;
  }

  /** What stands in the field, for the next visit. */
  remember(text) {
    this.write({ ...this.read(), last: text });
  }

  add(sql) {
    const { ran } = this.read();
    this.write({ ran: [sql, ...ran.filter((one) => one !== sql)].slice(0, MOST), last: sql });
  }

  /** Draw the list, with the way to clear it. */
  show(host, { onPick, onClear }) {
    const { ran } = this.read();
    host.hidden = ran.length === 0;
    if (host.hidden) return;
    const label = document.createElement("label");
    label.textContent = "Your former queries, kept in this browser";
    label.htmlFor = "query-past";
    const list = document.createElement("select");
    list.id = "query-past";
    list.className = "input";
    list.append(new Option("Choose one to bring it back", ""));
    for (const sql of ran) list.append(new Option(sql.replace(/\s+/g, " ").slice(0, 90), sql));
    list.addEventListener("change", () => list.value && onPick(list.value));
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "button quiet";
    clear.textContent = "Forget them";
    clear.addEventListener("click", () => {
      this.write({ ran: [], last: this.read().last });
      onClear();
    });
    const row = document.createElement("div");
    row.className = "query-past-row";
    row.append(list, clear);
    host.replaceChildren(label, row);
  }
}
