// The steps of a visit plan as rows: time, words, what to do when it was missed. The text stays the record: each change of a
// row is one change of its lines in the text, and the rows are drawn from it. Reads plans as therapies/text/steps.py does.
(() => {
  const rules = document.getElementById("steps-rules");
  if (!rules) return;
  // Names of the parts by their ids, in order; which of them are before the visit; how many steps a part may have.
  const { parts: PARTS, before: BEFORE, missed: MISSED, most: MOST } = JSON.parse(rules.textContent);
  const HEADING = /^(#{1,6})[ \t]+(.*?)(?:[ \t]*\{#([^{}]*)\})?[ \t]*$/;
  const ITEM = /^- (?:\[([^[\]]*)\](?: |$))?(.*)$/;
  const BELOW = /^ {2,}- (.*)$/;
  // Rough: what the site reads in the end is said by the check of the page.
  const TIME = /^(?:(?:end *)?[-+] *(?:\{\{ *[a-z][a-z0-9_]* *\}\}|[0-9.½]+ *[a-z]+.*)|(?:end +)?0(?: .*)?)$/i;
  const FORM = "Write it like -6 hours, -1 day 6:00 pm, 0, +24 hours, or a clinic fact: -{{ fast_solids_h }}";
  let number = 0;

  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  const partOf = (words, id) =>
    id in PARTS ? id : Object.keys(PARTS).find((key) => PARTS[key].toLowerCase() === words.toLowerCase()) ?? "";

  // The plan of a text. `steps` have first line and end, from 0; `odd` ones hold what a row cannot show.
  function planIn(text) {
    const lines = text.split("\n");
    const plan = { lines, parts: [], start: -1, end: lines.length };
    let part = null;
    for (let at = 0; at < lines.length; at++) {
      const [, marks = "", words = "", id = ""] = HEADING.exec(lines[at]) ?? [];
      if (marks && marks.length < 3) {
        if (plan.start >= 0) {
          plan.end = at;
          break;
        }
        if (marks.length === 2 && (id || tableText.slugOf(words)) === "your-plan") plan.start = at;
      } else if (plan.start >= 0 && marks.length === 3) {
        const key = partOf(words, id);
        part = key && !plan.parts.some((other) => other.key === key) ? { key, words, line: at, steps: [] } : null;
        if (part) plan.parts.push(part);
      } else if (part && ITEM.test(lines[at])) {
        part.steps.push(stepAt(lines, at));
        at = part.steps.at(-1).end - 1;
      }
    }
    return plan;
  }

  function stepAt(lines, line) {
    const [, time, first] = ITEM.exec(lines[line]);
    const words = [first];
    const missed = [];
    let odd = time === undefined;
    let end = line + 1;
    for (; end < lines.length && /^ +\S/.test(lines[end]); end++) {
      const below = BELOW.exec(lines[end]);
      if (below) {
        odd ||= missed.length > 0 || !below[1].startsWith(MISSED);
        missed.push(below[1].slice(MISSED.length));
      } else (missed.length ? missed : words).push(lines[end]);
    }
    const joined = (parts) => parts.map((each) => each.trim()).join(" ").trim();
    return { line, end, odd, time: (time ?? "").trim(), words: joined(words), missed: joined(missed) };
  }

  const linesOf = ({ time, words, missed }) => [`- [${time}] ${words}`.trimEnd(), ...(missed ? [`  - ${MISSED} ${missed}`] : [])];

  function panelOf(editor, panel) {
    const form = editor.closest("form");
    const text = editor.querySelector("textarea");
    const find = (name) => panel.querySelector(`[data-steps-${name}]`);
    const known = JSON.parse(document.getElementById("editor-published")?.textContent || "{}");
    const kind = document.querySelector("#id_kind");
    const boxes = find("parts");
    let plan = planIn(text.value);
    let drawn = "";

    const tell = (words) => { find("status").textContent = words; };
    const stepOf = (key, index) => plan.parts.find((part) => part.key === key)?.steps[index];
    const rowOf = (key, index) => boxes.querySelector(`[data-part="${key}"]`)?.querySelectorAll("li")[index];

    function refresh() {
      panel.hidden = (kind?.value ?? known.kind) !== "visit";
      plan = planIn(text.value);
      const shape = plan.parts.map(({ key, steps }) => key + steps.map(({ odd }) => (odd ? "o" : "s")).join("")).join(" ");
      if (shape !== drawn || !boxes.children.length) {
        drawn = shape;
        boxes.replaceChildren(...Object.keys(PARTS).map(drawPart));
      }
      let count = 0;
      for (const { key, steps } of plan.parts) {
        count += steps.length;
        steps.forEach((step, index) => fill(rowOf(key, index), step, index));
      }
      find("count").textContent = count ? `(${count} step${count === 1 ? "" : "s"})` : "(none yet)";
    }

    // --- drawing ---

    function drawPart(key) {
      const part = plan.parts.find((each) => each.key === key);
      const title = part?.words ?? PARTS[key];
      const add = make("button", { type: "button", textContent: "Add a step", ariaLabel: `Add a step: ${title}` });
      add.addEventListener("click", () => addStep(key, title));
      const rows = (part?.steps ?? []).map((step, index) => drawStep(key, title, step, index));
      const box = make("section", { className: "steps__part" }, make("h4", { textContent: title }), make("ol", {}, ...rows), add);
      box.dataset.part = key;
      return box;
    }

    function drawStep(key, title, step, index) {
      const button = (sign, words, act) => {
        const made = make("button", { type: "button", textContent: sign, ariaLabel: `${words}: ${title}, step ${index + 1}` });
        made.addEventListener("click", act);
        return made;
      };
      const go = button("Go to it", "Go to", () => editorText.goToLine(text, stepOf(key, index).line + 1));
      if (step.odd) {
        return make("li", {}, make("p", { className: "steps__odd" }), make("div", { className: "questions__buttons" }, go));
      }
      const fields = [["time", "When", "input"], ["words", "What to do", "textarea"], ["missed", "If it was missed", "textarea"]].map(([name, label, tag]) => {
        const id = `step-field-${++number}`;
        const field = make(tag, { id, autocomplete: "off", className: `steps__${name}` });
        if (tag === "input") field.type = "text";
        else field.rows = name === "words" ? 2 : 1;
        if (name === "time") field.setAttribute("list", "steps-times");
        field.dataset.field = name;
        // Later: the text takes the focus for a moment, and two changes at once would write into each other.
        field.addEventListener("change", () => { setTimeout(() => keep(key, index, field)); });
        field.addEventListener("keydown", (event) => pressed(event, key, index, field));
        return make("div", { className: "steps__field" }, make("label", { htmlFor: id, textContent: label }), field);
      });
      const wrong = make("p", { className: "sources__wrong", id: `step-field-${++number}`, hidden: true });
      return make("li", {}, ...fields, wrong, make("div", { className: "questions__buttons" }, go,
        button("↑", "Move up", () => move(key, index, -1)), button("↓", "Move down", () => move(key, index, 1)),
        button("Remove", "Remove", () => remove(key, index))));
    }

    function fill(row, step, index) {
      if (step.odd) {
        row.querySelector("p").textContent = `Step ${index + 1} has no time in [ ], or holds more than a row can show. Change it in the text.`;
        return;
      }
      for (const field of row.querySelectorAll("[data-field]")) {
        const value = step[field.dataset.field];
        // What was typed and is not in the text yet stays: a slow browser takes letters before the time that was left is kept.
        const { kept } = field.dataset;
        if (kept !== undefined && field.value !== kept) continue;
        field.value = value;
        field.dataset.kept = value;
      }
      say(row, TIME.test(step.time) ? "" : FORM);
    }

    function say(row, refusal) {
      const [field, place] = [row.querySelector(".steps__time"), row.querySelector(".sources__wrong")];
      place.hidden = !refusal;
      place.textContent = refusal;
      field.setAttribute("aria-invalid", String(Boolean(refusal)));
      if (refusal) field.setAttribute("aria-describedby", place.id);
      else field.removeAttribute("aria-describedby");
    }

    // --- changing the text ---

    function write(start, end, lines, words) {
      editorText.become(text, [...plan.lines.slice(0, start), ...lines, ...plan.lines.slice(end)].join("\n"));
      refresh();
      tell(words);
    }

    function keep(key, index, field) {
      const step = stepOf(key, index);
      const name = field.dataset.field;
      // A bracket would end the time, and a line break the step.
      const value = (name === "time" ? field.value.replace(/[[\]]/g, "") : field.value).replace(/\s+/g, " ").trim();
      if (!field.isConnected || !step || step.odd) return;
      field.value = value;
      field.dataset.kept = value;
      if (value === step[name]) return;
      write(step.line, step.end, linesOf({ ...step, [name]: value }), "The step is changed in the text.");
    }

    function pressed(event, key, index, field) {
      if (event.isComposing) return;
      if (event.key === "Enter") {
        // In a form of the admin, Enter would save the page.
        event.preventDefault();
        keep(key, index, field);
      } else if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
        event.preventDefault();
        keep(key, index, field);
        move(key, index, event.key === "ArrowUp" ? -1 : 1, field.dataset.field);
      }
    }

    // Two neighbours change places; a step stays in its part, whose times it belongs to.
    function move(key, index, by, field = "time") {
      keepAll();
      const [first, second] = by < 0 ? [stepOf(key, index - 1), stepOf(key, index)] : [stepOf(key, index), stepOf(key, index + 1)];
      if (!first || !second) return tell(`It is the ${by < 0 ? "first" : "last"} step of its part already.`);
      const cut = ({ line, end }) => plan.lines.slice(line, end);
      write(first.line, second.end, [...cut(second), ...plan.lines.slice(first.end, second.line), ...cut(first)], `Now step ${index + by + 1} of its part.`);
      return rowOf(key, index + by)?.querySelector(`[data-field="${field}"]`)?.focus();
    }

    function remove(key, index) {
      keepAll();
      const { line, end, words } = stepOf(key, index);
      if (words && !confirm(`Remove this step? Ctrl+Z in the text brings it back.\n\n${words}`)) return tell("Nothing was removed.");
      const part = plan.parts.find((each) => each.key === key);
      // A part without a step is nothing to read.
      const start = part.steps.length > 1 ? line : part.line;
      let last = end;
      while (part.steps.length === 1 && last < plan.end && plan.lines[last].trim() === "") last++;
      write(start, last, [], "Removed. Ctrl+Z in the text brings it back.");
      return (rowOf(key, Math.max(0, index - 1))?.querySelector("[data-field]") ?? boxes.querySelector(`[data-part="${key}"] > button`)).focus();
    }

    function addStep(key, title) {
      keepAll();
      const part = plan.parts.find((each) => each.key === key);
      if (part?.steps.length >= MOST) return tell(`“${title}” has ${MOST} steps. Nobody keeps more in mind: put two into one.`);
      const order = Object.keys(PARTS);
      const time = BEFORE.includes(key) ? "-" : key === "at-clinic" && !part ? "0" : "+";
      const row = `- [${time}] `;
      if (part?.steps.length) {
        const { end } = part.steps.at(-1);
        write(end, end, [row], "A new step at the end of its part.");
      } else {
        const heading = [`### ${PARTS[key]}`, "", row, ""];
        const later = plan.parts.find((each) => order.indexOf(each.key) > order.indexOf(key));
        if (part) write(part.line, part.line + 1, [plan.lines[part.line], "", row], "A new step.");
        else if (later) write(later.line, later.line, heading, "A new part with one step.");
        else atTheEnd(heading);
      }
      const steps = plan.parts.find((each) => each.key === key)?.steps ?? [];
      return rowOf(key, steps.length - 1)?.querySelector(".steps__time")?.focus();
    }

    // Below all that the plan has; a text without a plan gets one above its first heading.
    function atTheEnd(part) {
      const has = plan.start >= 0;
      let end = has ? plan.end : plan.lines.findIndex((line) => HEADING.exec(line)?.[1].length === 2);
      if (end < 0) end = plan.lines.length;
      let start = end;
      while (start > 0 && plan.lines[start - 1].trim() === "") start--;
      write(start, end, [...(start ? [""] : []), ...(has ? [] : ["## Your plan", ""]), ...part], "A new part with one step.");
    }

    function keepAll() {
      for (const field of boxes.querySelectorAll("[data-field]")) {
        const key = field.closest("[data-part]").dataset.part;
        keep(key, [...field.closest("ol").children].indexOf(field.closest("li")), field);
      }
    }

    form.addEventListener("submit", keepAll, { capture: true });
    text.addEventListener("input", refresh);
    kind?.addEventListener("change", refresh);
    refresh();
  }

  for (const editor of document.querySelectorAll("[data-editor]")) {
    const panel = editor.querySelector("[data-steps]");
    if (panel) panelOf(editor, panel);
  }
})();
