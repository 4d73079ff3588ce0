// Sources as rows, and therapies as ticks. The lines of the hidden text field stay what is sent.
(() => {
  const PARTS = { key: "Key", title: "Title", publisher: "Publisher", year: "Year", address: "Address on the web, if it has one" };
  const NAMES = Object.keys(PARTS);
  const USED = /\[\^([a-z0-9-]{1,60})\]/g;
  let number = 0;

  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  function changed(lines, values) {
    lines.value = values.join("\n");
    // Drafts and the preview listen to the form.
    lines.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // The field's help says how to write its lines, and nobody sees them.
  function help(lines, words) {
    const place = document.getElementById(`${lines.id}_helptext`);
    if (place) place.textContent = words;
  }

  const linesIn = (field) => field.value.split("\n").filter((line) => line.trim());

  // --- sources ---

  // A line as it stands, and its parts; `parts` is null for one that is no source.
  function sourceIn(line) {
    const parts = line.split("|").map((part) => part.trim());
    return { line, parts: [4, 5].includes(parts.length) ? [...parts, ""].slice(0, 5) : null };
  }

  const wrong = {
    key: (value) => (/^[a-z0-9-]{1,60}$/.test(value) ? "" : "Write small letters a-z, numerals and hyphens, such as asa-2023."),
    title: (value) => (value ? "" : "Write the title."),
    publisher: (value) => (value ? "" : "Write who published it."),
    year: (value) => (/^[0-9]{1,4}$/.test(value) ? "" : "Write the year in numerals, such as 2023."),
    address: (value) => (!value || /^https?:\/\/\S+$/.test(value) ? "" : "Write the whole address, from https:// on."),
  };

  function sourcesOf(box) {
    const lines = box.querySelector("textarea");
    const form = lines.form;
    const text = form.querySelector("[data-editor] textarea");
    const list = make("ol", { className: "sources__list", ariaLabel: "Sources" });
    const unknown = make("div", { className: "sources__unknown", hidden: true });
    const status = make("p", { role: "status" });
    const add = make("button", { type: "button", textContent: "Add a source" });
    let sources = [];
    let own = ""; // the lines as this list wrote or read them

    const tell = (words) => { status.textContent = words; };

    function uses() {
      const counts = new Map();
      for (const [, key] of text?.value.matchAll(USED) ?? []) counts.set(key, (counts.get(key) ?? 0) + 1);
      return counts;
    }

    function read() {
      sources = linesIn(lines).map(sourceIn);
      own = lines.value;
      list.replaceChildren(...sources.map(draw));
      list.hidden = sources.length === 0;
      mark();
    }

    function write() {
      changed(lines, sources.map(({ line }) => line));
      own = lines.value;
      mark();
    }

    function draw(source, index) {
      const fields = make("div", { className: "sources__fields" });
      const names = source.parts ? NAMES : ["line"];
      for (const name of names) {
        const id = `source-part-${++number}`;
        const field = make("input", { type: "text", id, autocomplete: "off", spellcheck: name === "title" });
        field.dataset.part = name;
        field.value = source.parts ? source.parts[NAMES.indexOf(name)] : source.line;
        if (name === "year") field.inputMode = "numeric";
        const refusal = make("p", { className: "sources__wrong", id: `${id}-wrong`, hidden: true });
        const words = PARTS[name] ?? "This line is no source. Write: key | title | publisher | year | address";
        fields.append(make("div", { className: `sources__field sources__field--${name}` }, make("label", { htmlFor: id, textContent: words }), field, refusal));
      }
      const button = (words, act) => {
        const made = make("button", { type: "button", textContent: words });
        made.addEventListener("click", act);
        return made;
      };
      const summary = make("summary", {}, make("strong", { className: "sources__name" }), make("span", { className: "sources__used" }));
      return make("li", {}, make("details", { className: "sources__entry" }, summary, fields, make("div", { className: "sources__bar" },
        button("↑", () => move(index, -1, 0)), button("↓", () => move(index, 1, 1)), button("Remove", () => remove(index)))));
    }

    // What is wrong with a field, how often each key is used, which keys of the text have no source.
    function mark() {
      const counts = uses();
      const keys = sources.map(({ parts }) => parts?.[0] ?? "");
      sources.forEach((source, index) => {
        const entry = list.children[index];
        const fields = [...entry.querySelectorAll("input")];
        for (const field of fields) if (!field.dataset.untouched) say(field, refusalOf(field, keys));
        const count = counts.get(keys[index]) ?? 0;
        const used = !keys[index] ? "" : count ? `Used ${count === 1 ? "once" : `${count} times`} in the text.` : "⚠ Not used in the text.";
        entry.querySelector(".sources__name").textContent = source.parts ? `${keys[index] || "New source"}${source.parts[1] && `: ${source.parts[1]}`}` : source.line;
        entry.querySelector(".sources__used").textContent = fields.some((field) => field.ariaInvalid === "true") ? ` ⚠ To mend. ${used}` : ` ${used}`;
        const [up, down, gone] = entry.querySelectorAll("button");
        const name = keys[index] || `source ${index + 1}`;
        [up.ariaLabel, down.ariaLabel, gone.ariaLabel] = [`Move up: ${name}`, `Move down: ${name}`, `Remove: ${name}`];
      });
      const strangers = [...counts.keys()].filter((key) => !keys.includes(key));
      unknown.hidden = strangers.length === 0;
      unknown.replaceChildren(...strangers.map((key) => {
        const give = make("button", { type: "button", textContent: `Add ${key}` });
        give.addEventListener("click", () => addOne(key));
        return make("p", {}, `⚠ The text says [^${key}], and no source has this key. `, give);
      }));
    }

    function refusalOf(field, keys) {
      const value = field.value.trim();
      const { part } = field.dataset;
      if (part === "line") return sourceIn(value).parts ? "" : "It needs four or five parts with | between them.";
      if (value.includes("|")) return "A | cannot stand here: it divides the parts of a source. Write – or / instead.";
      if (part === "key" && value && keys.filter((key) => key === value).length > 1) return "Two sources have this key. Give each its own.";
      return wrong[part](value);
    }

    function say(field, refusal) {
      const place = document.getElementById(`${field.id}-wrong`);
      place.hidden = refusal === "";
      place.textContent = refusal;
      field.setAttribute("aria-invalid", String(refusal !== ""));
      if (refusal) field.setAttribute("aria-describedby", place.id);
      else field.removeAttribute("aria-describedby");
    }

    function typed({ target }) {
      const index = [...list.children].indexOf(target.closest("li"));
      const source = sources[index];
      if (!source) return;
      if (source.parts) {
        source.parts[NAMES.indexOf(target.dataset.part)] = target.value.trim();
        source.line = source.parts.slice(0, source.parts[4] ? 5 : 4).join(" | ");
      } else {
        source.line = target.value;
      }
      delete target.dataset.untouched;
      write();
    }

    function open(index) {
      const entry = list.children[index];
      entry.firstChild.open = true;
      return entry;
    }

    function move(index, step, button) {
      const to = index + step;
      if (to < 0 || to >= sources.length) return tell(`It is the ${step < 0 ? "first" : "last"} source already.`);
      sources.splice(to, 0, ...sources.splice(index, 1));
      changed(lines, sources.map(({ line }) => line));
      read();
      open(to).querySelectorAll("button")[button].focus();
      return tell(`Now source ${to + 1} of ${sources.length}.`);
    }

    function remove(index) {
      const { line, parts } = sources[index];
      const count = parts ? uses().get(parts[0]) ?? 0 : 0;
      const still = count ? ` The text still names it ${count === 1 ? "once" : `${count} times`}.` : "";
      if (line.replace(/[|\s]/g, "") && !confirm(`Remove this source?${still}\n\n${line}`)) return tell("Nothing was removed.");
      sources.splice(index, 1);
      changed(lines, sources.map((each) => each.line));
      read();
      (list.children[Math.min(index, sources.length - 1)]?.querySelector("summary") ?? add).focus();
      return tell(`Removed.${still}`);
    }

    function addOne(key = "") {
      sources.push({ line: `${key} |  |  | `, parts: [key, "", "", "", ""] });
      list.append(draw(sources.at(-1), sources.length - 1));
      list.hidden = false;
      // Nobody is told that a field is empty before there was time to fill it in.
      for (const field of list.lastChild.querySelectorAll("input")) field.dataset.untouched = "true";
      write();
      open(sources.length - 1).querySelectorAll("input")[key ? 1 : 0].focus();
      tell("New source at the end of the list.");
    }

    list.addEventListener("input", typed);
    list.addEventListener("focusout", ({ target }) => {
      if (target.matches("input") && target.dataset.untouched) {
        delete target.dataset.untouched;
        mark();
      }
    });
    list.addEventListener("keydown", (event) => {
      if (!event.target.matches("input") || event.isComposing) return;
      const index = [...list.children].indexOf(event.target.closest("li"));
      // In a form of the admin, Enter would save the page.
      if (event.key === "Enter") event.preventDefault();
      if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
        event.preventDefault();
        move(index, event.key === "ArrowUp" ? -1 : 1, event.key === "ArrowUp" ? 0 : 1);
      }
    });
    add.addEventListener("click", () => addOne());
    form.addEventListener("submit", (event) => {
      // A row that nobody filled in is no source.
      const filled = sources.filter(({ line }) => line.replace(/[|\s]/g, ""));
      if (filled.length < sources.length) {
        changed(lines, filled.map(({ line }) => line));
        read();
      }
      const refused = [...list.querySelectorAll("input")].find((field) => field.value.includes("|") && field.dataset.part !== "line");
      if (!refused) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      refused.closest("details").open = true;
      refused.focus();
      tell("Not saved: a | stands in a source.");
    }, { capture: true });
    // Another script may have put other lines there, such as a draft.
    lines.addEventListener("input", () => { if (lines.value !== own && !list.contains(document.activeElement)) read(); });
    text?.addEventListener("input", mark);
    lines.hidden = true;
    help(lines, "In the text, write [^key] after the sentence that rests on the source.");
    box.append(list, unknown, make("div", { className: "sources__bar" }, add), status);
    read();
  }

  // --- therapies ---

  function ticksOf(box) {
    const lines = box.querySelector("textarea");
    const choices = JSON.parse(box.querySelector("script[type='application/json']").textContent);
    // What is written and cannot be chosen, such as a page that is withdrawn, stays until it is unticked.
    for (const line of linesIn(lines)) choices[line.trim()] ??= `${line.trim()} (patients cannot read it)`;
    if (Object.keys(choices).length === 0) return;
    const boxes = Object.entries(choices).map(([value, words]) => {
      const tick = make("input", { type: "checkbox", id: `tick-${++number}`, value });
      return [tick, make("div", { className: "sources__choice" }, tick, make("label", { htmlFor: tick.id, textContent: words }))];
    });
    const show = () => {
      const written = new Set(linesIn(lines).map((line) => line.trim()));
      for (const [tick] of boxes) tick.checked = written.has(tick.value);
    };
    const group = make("div", { ariaLabel: "About" }, ...boxes.map(([, choice]) => choice));
    group.setAttribute("role", "group");
    group.addEventListener("change", ({ target }) => {
      const kept = linesIn(lines).map((line) => line.trim()).filter((line) => line !== target.value);
      changed(lines, target.checked ? [...kept, target.value] : kept);
    });
    lines.addEventListener("input", show);
    lines.hidden = true;
    help(lines, "Therapies this page is about.");
    box.append(group);
    show();
  }

  document.querySelectorAll("[data-sources]").forEach(sourcesOf);
  document.querySelectorAll("[data-ticks]").forEach(ticksOf);
})();
