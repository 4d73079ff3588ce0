// The questions of the text as a list: jump, move, rename, add, remove. The id of a question is made once; nothing here changes it.
(() => {
  const QUESTION = /^(###[ \t]+)(.*?)([ \t]*\{#([^{}]*)\})?[ \t]*$/;
  const HEADING = /^(#{1,6})[ \t]+(.*?)(?:[ \t]*\{#([^{}]*)\})?[ \t]*$/;
  const FENCE = /^ {0,3}(`{3,}|~{3,})/;
  const BOX = /^ {0,3}:{3,}[ \t]*(\S?)/;

  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  // The headings outside boxes, each with its line from 0.
  function headingsIn(lines) {
    const found = [];
    let fence = "";
    let boxes = 0;
    lines.forEach((line, index) => {
      const mark = FENCE.exec(line)?.[1];
      if (fence) {
        if (mark?.startsWith(fence)) fence = "";
      } else if (mark) {
        fence = mark;
      } else if (BOX.test(line)) {
        boxes = BOX.exec(line)[1] ? boxes + 1 : Math.max(0, boxes - 1);
      } else if (boxes === 0) {
        const [, marks, words, id] = HEADING.exec(line) ?? [];
        if (marks) found.push({ line: index, level: marks.length, words, id: id ?? "" });
      }
    });
    return found;
  }

  // The questions of a text: words, id ("" when none is written), first line and end, from 0. And where the next one goes.
  function questionsIn(text) {
    const lines = text.split("\n");
    const headings = headingsIn(lines).filter(({ level }) => level <= 3);
    const questions = [];
    let isSection = false;
    let end = 0; // of the section; 0 when there is none
    headings.forEach((heading, index) => {
      const next = headings[index + 1]?.line ?? lines.length;
      if (heading.level < 3) isSection = heading.level === 2 && (heading.id || tableText.slugOf(heading.words)) === "questions";
      else if (isSection) questions.push({ ...heading, end: next });
      if (isSection) end = next;
    });
    return { lines, questions, end, ids: headingsIn(lines).map(({ id, words }) => id || tableText.slugOf(words)) };
  }

  const cleaned = (words) => words.replace(/\{#[^{}]*\}/g, "").replace(/\s+/g, " ").trim();
  const pages = (number) => `${number} other page${number === 1 ? " links" : "s link"} to it`;

  function panelOf(editor, panel) {
    const form = editor.closest("form");
    const text = editor.querySelector("textarea");
    const find = (name) => panel.querySelector(`[data-questions-${name}]`);
    const known = JSON.parse(document.getElementById("editor-published")?.textContent || "{}");
    const published = known.questions ?? {};
    const addressOf = (id) => `${known.prefix ?? "/questions/"}${id}/`;
    const list = find("list");
    const input = find("new");
    let read = questionsIn(text.value);
    let drawn = "";

    const tell = (words) => { find("status").textContent = words; };

    function refresh() {
      read = questionsIn(text.value);
      const shape = read.questions.map(({ id }) => id).join(" ") + read.questions.length;
      if (shape !== drawn) {
        drawn = shape;
        list.replaceChildren(...read.questions.map((question, index) => draw(question, index)));
      }
      [...list.children].forEach((item, index) => fill(item, read.questions[index], index));
      const lost = lostOnes();
      find("lost").replaceChildren(...lost.map(drawLost));
      find("lost").hidden = lost.length === 0;
      find("count").textContent = lost.length ? `⚠ ${lost.length === 1 ? "An address" : `${lost.length} addresses`} would lead nowhere` : read.questions.length ? `(${read.questions.length})` : "(none yet)";
    }

    // --- drawing ---

    function draw({ id }, index) {
      const field = make("input", { type: "text", maxLength: 150, className: "questions__words", autocomplete: "off" });
      field.addEventListener("change", () => { setTimeout(() => rename(index, field)); });
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.isComposing) {
          // In a form of the admin, Enter would save the page.
          event.preventDefault();
          rename(index, field);
        } else if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
          event.preventDefault();
          rename(index, field);
          move(index, event.key === "ArrowUp" ? -1 : 1, "input");
        }
      });
      const button = (name, sign, words, act) => {
        const made = make("button", { type: "button", className: `questions__${name}` }, sign);
        made.dataset.words = words;
        made.addEventListener("click", act);
        return made;
      };
      const address = make("p", { className: "questions__address" });
      if (id) address.append("Address, never changes: ", make("code", { textContent: addressOf(id) }), id in published ? `. Patients read it now${published[id].links ? `; ${pages(published[id].links)}` : ""}.` : ". Not published yet.");
      else address.append("⚠ It has no address yet. ", button("make", "Make its address", "Make the address of", () => giveAddress(index)));
      return make("li", {}, field, address, make("div", { className: "questions__buttons" },
        button("go", "Go to it", "Go to", () => editorText.goToLine(text, read.questions[index].line + 1)),
        button("up", "↑", "Move up", () => move(index, -1, ".questions__up")),
        button("down", "↓", "Move down", () => move(index, 1, ".questions__down")),
        button("remove", "Remove", "Remove", () => remove(index))));
    }

    function fill(item, { words }, index) {
      const field = item.querySelector("input");
      if (field.value !== words && (field !== document.activeElement || field.value === field.dataset.kept)) field.value = words;
      field.dataset.kept = words;
      field.ariaLabel = `Words of question ${index + 1}`;
      for (const button of item.querySelectorAll("button")) button.ariaLabel = `${button.dataset.words}: ${words}`;
    }

    // --- addresses that were published ---

    function lostOnes() {
      const here = new Set(read.questions.map(({ id }) => id));
      const lost = Object.keys(published).filter((id) => !here.has(id));
      const strangers = read.questions.filter(({ id }) => !(id in published));
      return lost.map((id) => {
        const same = strangers.find(({ words }) => words === published[id].words);
        return { id, ...published[id], heir: same ?? (lost.length === 1 && strangers.length === 1 ? strangers[0] : null) };
      });
    }

    function drawLost({ id, words, links, heir }) {
      const entry = make("li", {}, make("span", { ariaHidden: "true", textContent: "⚠ " }),
        "The address ", make("code", { textContent: addressOf(id) }), ` of “${words}” was published; ${links ? `${pages(links)}, and e-mails may too` : "e-mails may lead to it"}. It is missing in the text. Unless the question moved to another page, put it back. `);
      if (heir) {
        const back = make("button", { type: "button" }, `Put it back behind “${heir.words}”`);
        back.addEventListener("click", () => {
          const [, start] = QUESTION.exec(read.lines[heir.line]);
          write(changedLine(heir.line, `${start}${heir.words} {#${id}}`), `The address ${addressOf(id)} is back.`);
        });
        entry.append(back);
      } else {
        entry.append("Ctrl+Z in the text brings it back, or the version before.");
      }
      return entry;
    }

    // --- changing the text ---

    function write(whole, words) {
      editorText.become(text, whole);
      refresh();
      tell(words);
    }

    const changedLine = (line, words) => read.lines.with(line, words).join("\n");

    function rename(index, field) {
      const question = read.questions[index];
      if (!field.isConnected || !question || field.value === question.words) return;
      const words = cleaned(field.value);
      if (!words) {
        field.value = question.words;
        tell("A question needs words. The old ones are back.");
        return;
      }
      const [, start, , end = ""] = QUESTION.exec(read.lines[question.line]);
      field.value = words;
      if (words !== question.words) write(changedLine(question.line, start + words + end), "The words are new; the address stays.");
    }

    function giveAddress(index) {
      const { line, words } = read.questions[index];
      const id = freeId(words, index);
      if (!id) return tell("Write the question in words first.");
      return write(changedLine(line, `### ${words} {#${id}}`), `Its address is ${addressOf(id)}.`);
    }

    // The id from the page alone; the site refuses one that another page has.
    function freeId(words, own = -1) {
      const key = tableText.slugOf(words);
      const taken = new Set([...read.ids.filter((_, index) => index !== own), ...Object.keys(published)]);
      if (own >= 0) for (const { id } of read.questions) if (id) taken.add(id);
      if (own >= 0 && !read.questions.some(({ id }) => id === key)) taken.delete(key);
      for (let number = 1; key; number++) {
        const id = number === 1 ? key : `${key.slice(0, 56).replace(/-+$/, "")}-${number}`;
        if (!taken.has(id)) return id;
      }
      return "";
    }

    // Two neighbours change places; the empty lines between them stay where they are.
    function move(index, step, focused) {
      const [first, second] = step < 0 ? [read.questions[index - 1], read.questions[index]] : [read.questions[index], read.questions[index + 1]];
      if (!first || !second) return tell(`It is the ${step < 0 ? "first" : "last"} question already.`);
      const cut = ({ line, end }) => {
        const block = read.lines.slice(line, end);
        const last = block.findLastIndex((each) => each.trim() !== "") + 1;
        return [block.slice(0, last), block.slice(last)];
      };
      const [[one, gap], [other, rest]] = [cut(first), cut(second)];
      // The last one of a text may end without a line break.
      const between = gap.length ? gap : [""];
      const whole = [...read.lines.slice(0, first.line), ...other, ...between, ...one, ...rest, ...read.lines.slice(second.end)].join("\n");
      const { words } = read.questions[index];
      write(whole, `“${words}” is now question ${index + step + 1} of ${read.questions.length}.`);
      return list.children[index + step]?.querySelector(focused)?.focus();
    }

    function remove(index) {
      const { id, words, line, end } = read.questions[index];
      const live = published[id];
      const asked = live
        ? `“${words}” is on the page that patients read${live.links ? `, and ${pages(live.links)}` : ""}. E-mails may lead to ${addressOf(id)} too; their readers would find nothing. Remove it anyway?`
        : `Remove “${words}” and its answer? Ctrl+Z in the text brings them back.`;
      if (!confirm(asked)) return tell("Nothing was removed.");
      write([...read.lines.slice(0, line), ...read.lines.slice(end)].join("\n"), `Removed: ${words} Ctrl+Z in the text brings it back.`);
      return (list.children[Math.min(index, list.children.length - 1)]?.querySelector("input") ?? input).focus();
    }

    // --- a new one ---

    async function add() {
      const words = cleaned(input.value);
      if (!words) {
        tell("Write the question first.");
        return input.focus();
      }
      const answer = await ask(words);
      if (answer.error) return tell(answer.error);
      refresh();
      const { lines, end } = read;
      const above = lines.slice(0, end || lines.length);
      while (above.length && above.at(-1).trim() === "") above.pop();
      if (!end) above.push(...(above.length ? [""] : []), "## Questions");
      const below = lines.slice(end || lines.length);
      const start = [...above, "", answer.heading, "", ""].join("\n");
      write(start + (below.length ? `\n\n${below.join("\n")}` : "\n"), `Added. Write its answer in the text. ${answer.elsewhere ?? ""}`);
      input.value = "";
      text.focus();
      text.setSelectionRange(start.length, start.length);
      return editorText.goToLine(text, start.split("\n").length);
    }

    async function ask(words) {
      const fields = new FormData();
      fields.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      fields.set("words", words);
      fields.set("body", text.value);
      fields.set("article", document.querySelector("[data-article]")?.dataset.article ?? "");
      fields.set("language", document.querySelector("#id_language")?.value ?? "");
      try {
        const response = await fetch(panel.dataset.questionUrl, { method: "POST", body: fields, headers: { Accept: "application/json" } });
        if (response.status < 500) return await response.json();
      } catch {
        // Without the site, the page alone says which ids are free.
      }
      const id = freeId(words);
      return id ? { heading: `### ${words.replace(/[?.!: ]*$/, "")}? {#${id}}` } : { error: "Write the question in words, such as: Can I drive home?" };
    }

    find("add").addEventListener("click", add);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      add();
    });
    form.addEventListener("submit", () => {
      [...list.children].forEach((item, index) => rename(index, item.querySelector("input")));
    }, { capture: true });
    text.addEventListener("input", refresh);
    panel.hidden = false;
    refresh();
  }

  for (const editor of document.querySelectorAll("[data-editor]")) {
    const panel = editor.querySelector("[data-questions]");
    if (panel) panelOf(editor, panel);
  }
})();
