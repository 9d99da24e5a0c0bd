/* A result as a table, as a chart that the server draws, and as an answer. */

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
};

/** Show `result` {columns, types, rows, total} in `output`; total is null where only "more" is known. */
export async function showResult({ output, result, sql, settings, form }) {
  const heading = element("h3", { tabindex: "-1" }, "Result");
  output.replaceChildren(heading, element("p", {}, howMany(result)), asTable(result));
  const drawing = element("div", { class: "query-drawing", "aria-live": "polite" });
  if (result.rows.length && result.types.includes("number")) {
    output.append(drawControls(result, settings, form, drawing), drawing);
  }
  const takers = takeControls(result, sql, settings);
  if (takers) output.append(takers);
}

function howMany({ rows, total }) {
  const shown = rows.length.toLocaleString("en-GB");
  if (total === null) return `More than ${shown} rows; the first ${shown} are shown. Count them all with SELECT count(*).`;
  const all = total.toLocaleString("en-GB");
  if (total > rows.length) return `${all} rows; the first ${shown} are shown.`;
  return `${all} ${total === 1 ? "row" : "rows"}.`;
}

function asTable({ columns, types, rows }) {
  const kind = (place) => (types[place] === "number" ? "number" : null);
  const head = element("tr", {}, ...columns.map((name, at) => element("th", { scope: "col", class: kind(at) }, name)));
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      ...row.map((cell, at) =>
        element("td", { class: kind(at) }, cell === null ? element("span", { class: "muted" }, "no value") : cell),
      ),
    ),
  );
  const table = element("table", { class: "table" }, element("thead", {}, head), element("tbody", {}, ...body));
  const box = { class: "table-scroll query-result", tabindex: "0", role: "region", "aria-label": "Result of the query" };
  return element("div", box, table);
}

function choose(id, text, options, chosen) {
  const list = element("select", { id }, ...options.map(([value, name]) => new Option(name, value)));
  if (chosen !== undefined) list.value = String(chosen);
  return [element("div", { class: "field" }, element("label", { for: id }, text), list), list];
}

function drawControls({ columns, types, rows }, settings, form, drawing) {
  const places = columns.map((name, at) => [at, name]);
  const numbers = places.filter(([at]) => types[at] === "number");
  const first = types.findIndex((one) => one !== "number");
  const label = Math.max(first, 0);
  const value = (numbers.find(([at]) => at > label) ?? numbers[0])[0];
  const [kindField, kind] = choose("draw-kind", "Draw as", settings.kinds);
  const [labelField, labels] = choose("draw-label", "Names from", places, label);
  const [valueField, values] = choose("draw-value", "Values from", numbers, value);
  const button = element("button", { class: "button quiet", type: "button" }, "Draw");
  button.addEventListener("click", async () => {
    const asked = {
      kind: kind.value,
      label: columns[labels.value],
      value: columns[values.value],
      names: rows.map((row) => row[labels.value]),
      values: rows.map((row) => row[values.value]),
    };
    drawing.replaceChildren();
    try {
      const answer = await fetch(settings.chart, {
        method: "POST",
        body: JSON.stringify(asked),
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        redirect: "error",
      });
      if (answer.ok) drawing.innerHTML = await answer.text(); // our own server's; every text in it is escaped
      else drawing.append(element("p", { class: "callout bad" }, (await answer.json()).error));
    } catch {
      drawing.append(element("p", { class: "callout bad" }, "The chart cannot be drawn: no connection, or you are signed out."));
    }
  });
  return element("div", { class: "filters" }, kindField, labelField, valueField, button);
}

/* Tasks that a query, or the table that it gives, can answer: the field of the task is filled, and can be changed. */
function takeControls(result, sql, settings) {
  const tasks = settings.tasks.filter(({ key }) => document.getElementById(`id_task-${key}`));
  if (!tasks.length) return null;
  const what = { sql: "the query", table: "the result as a table", set: "the first column" };
  const options = tasks.map(({ key, kind, number }) => [key, `Task ${number}: ${what[kind]}`]);
  const [field, list] = choose("take-task", "Use as the answer to", options);
  const button = element("button", { class: "button quiet", type: "button" }, "Use as answer");
  const told = element("p", { class: "small muted", role: "status" });
  button.addEventListener("click", () => {
    const task = tasks.find(({ key }) => key === list.value);
    const answer = document.getElementById(`id_task-${task.key}`);
    answer.value = asAnswer(task.kind, result, sql);
    answer.dispatchEvent(new Event("input", { bubbles: true }));
    const cut = task.kind !== "sql" && result.total !== result.rows.length;
    told.textContent = cut
      ? `The first ${result.rows.length} rows stand in task ${task.number} now; the result has more.`
      : `It stands in task ${task.number} now. Nothing is handed in yet.`;
  });
  return element("div", {}, element("div", { class: "filters" }, field, button), told);
}

function asAnswer(kind, { columns, rows }, sql) {
  if (kind === "sql") return sql;
  if (kind === "set") return rows.map((row) => row[0] ?? "").join("\n");
  const cell = (text) => (/[",\n;\t]/.test(text ?? "") ? `"${text.replaceAll('"', '""')}"` : (text ?? ""));
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\n");
}
