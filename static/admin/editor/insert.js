// The dialogs that put something into the text: links, clinic facts, boxes, questions; and the help.
// A dialog is copied from its template when it opens and thrown away when it closes, so that Ctrl+Z in the text
// never comes to what was typed into a search field. `editorDialogs.kinds` takes further dialogs: name → function.
(() => {
  const WAIT = 150; // ms after the last key

  // Opens a dialog of an editor. Gives what its parts need: `put(change)` closes it and changes the text.
  function open(editor, text, what) {
    const template = editor.querySelector("[data-editor-dialogs]").content.querySelector(`[data-editor-dialog=${what}]`);
    const dialog = template.cloneNode(true);
    const place = { start: text.selectionStart, end: text.selectionEnd, top: text.scrollTop };
    const back = () => {
      text.focus({ preventScroll: true });
      text.setSelectionRange(place.start, place.end);
      text.scrollTop = place.top;
    };
    let change = back;
    dialog.addEventListener("close", () => {
      dialog.remove();
      back();
      if (change !== back) change();
    });
    const part = (name) => dialog.querySelector(`[data-insert-${name}]`);
    const put = (wanted) => {
      change = wanted;
      dialog.close();
    };
    part("cancel").addEventListener("click", () => dialog.close());
    // Enter in a field means the first button that puts something in, never the form's own way of closing.
    dialog.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
    return { dialog, part, put, text, place, urls: editor.querySelector("[data-editor-toolbar]").dataset };
  }

  // Which article this is, or of a new one which language it will have.
  function whichArticle() {
    return {
      article: document.querySelector("[data-article]")?.dataset.article ?? "",
      language: document.querySelector("#id_language")?.value ?? "",
    };
  }

  async function answerOf(url, options = {}) {
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" }, ...options });
      const answer = await response.json();
      return response.ok ? answer : { error: answer.error ?? "That did not work. Try again in a moment." };
    } catch {
      return { error: "No answer came. Your text is still here; try again in a moment." };
    }
  }

  function send(url, fields) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return answerOf(url, { method: "POST", body });
  }

  // A search field with results that arrow keys and clicks choose from. `draw(result)` gives the lines of an entry.
  function search({ part, put }, { url, draw, choose, also = () => [] }) {
    const field = part("search");
    const list = part("results");
    const status = part("status");
    let results = [];
    let active = 0;
    let last = 0;
    let timer = 0;

    async function find() {
      const mine = ++last;
      const query = new URLSearchParams({ q: field.value, ...whichArticle() });
      const own = also(field.value.trim());
      const answer = own.length ? { results: own, count: own.length } : await answerOf(`${url}?${query}`);
      if (mine !== last) return;
      results = answer.results ?? [];
      const count = answer.count ?? 0;
      const more = count > results.length ? ` These are the first ${results.length}; type more words.` : "";
      status.textContent = answer.error ?? (count ? `${count} found.${more}` : "Nothing found. Try other words.");
      list.replaceChildren(...results.map(entry));
      list.hidden = results.length === 0;
      field.setAttribute("aria-expanded", String(results.length > 0));
      activate(0);
    }

    function entry(result, index) {
      const item = Object.assign(document.createElement("li"), { id: `insert-result-${index}` });
      item.setAttribute("role", "option");
      item.append(
        ...draw(result).filter(Boolean).map((words, line) => {
          const part = document.createElement(line ? "span" : "strong");
          part.textContent = words;
          return part;
        }),
      );
      item.addEventListener("click", () => put(() => choose(result)));
      return item;
    }

    function activate(index) {
      active = index;
      for (const [at, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(at === active));
      const item = list.children[active];
      if (item) field.setAttribute("aria-activedescendant", item.id);
      else field.removeAttribute("aria-activedescendant");
      item?.scrollIntoView({ block: "nearest" });
    }

    field.addEventListener("input", () => {
      clearTimeout(timer);
      // Until the answer is there, Enter would take what belongs to other words.
      results = [];
      timer = setTimeout(find, WAIT);
    });
    field.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && results.length) {
        event.preventDefault();
        activate((active + step + results.length) % results.length);
      } else if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        if (results[active]) put(() => choose(results[active]));
      }
    });
    find();
  }

  function link(dialog) {
    const { text, place } = dialog;
    const chosen = text.value.slice(place.start, place.end);
    const plain = (words) => words.replace(/\s+/g, " ").trim().replace(/[\\[\]*_`<]/g, "\\$&");
    const write = (words, target, isKnown) => {
      const around = chosen.match(/^(\s*)[^]*?(\s*)$/);
      const written = `[${words}](${target})`;
      const select = isKnown ? [written.length, written.length] : [1, 1 + words.length];
      const shift = chosen ? around[1].length : 0;
      const all = chosen ? around[1] + written + around[2] : written;
      editorText.replace(text, place.start, place.end, all, select.map((at) => at + shift));
    };
    search(dialog, {
      url: dialog.urls.linksUrl,
      draw: ({ title, kind, target, remark }) => [title, `${kind} – ${target}`, remark],
      // What was selected may hold marks of its own, which stay.
      choose: ({ title, target, isWeb }) => {
        const words = chosen.trim() ? chosen.trim().replace(/\s*\n\s*/g, " ") : isWeb ? "words" : plain(title);
        write(words, target, !isWeb || Boolean(chosen.trim()));
      },
      also: (words) => webAddress(words),
    });
  }

  function webAddress(words) {
    if (!/^https?:\/\/\S+\.\S+$/i.test(words) || !URL.canParse(words)) return [];
    const target = editorClipboard.address(words);
    return [{ title: "Link to this web address", kind: "Another site", target, remark: "", isWeb: true }];
  }

  function fact(dialog) {
    const { text, place } = dialog;
    search(dialog, {
      url: dialog.urls.factsUrl,
      draw: ({ label, value, is_set: isSet, is_sample: isSample, help }) => [
        label,
        isSet ? `Now: ${value}${isSample ? " (a sample: nobody has confirmed it)" : ""}` : `Not set. Patients read: ${value}`,
        help,
      ],
      choose: ({ key }) => editorText.replace(text, place.start, place.end, `{{ ${key} }}`),
    });
  }

  function refuse({ part }, words) {
    part("error").textContent = words;
    part("words").setAttribute("aria-invalid", String(Boolean(words)));
    if (words) part("words").focus();
  }

  // Whether a box is open above a place, or begins or ends between two.
  function isAtBox(value, start, end) {
    const marks = (lines) => lines.split("\n").filter((line) => /^\s*:{3,}/.test(line));
    // A mark with words opens a box, one without closes it.
    const isOpen = /:{3,}\s*[^:\s]/.test(marks(value.slice(0, start)).at(-1) ?? "");
    return isOpen || marks(value.slice(start, end)).length > 0;
  }

  function callout(dialog) {
    const { text, part, put } = dialog;
    part("words").focus();
    dialog.dialog.querySelector("form").addEventListener("submit", () => {
      const title = part("words").value.replace(/\s+/g, " ").trim();
      const lines = text.selectionStart === text.selectionEnd ? editorText.paragraph(text) : editorText.selectedLines(text);
      if (!title) return refuse(dialog, "Write a title, such as: Call us if:");
      if (isAtBox(text.value, lines.start, lines.end)) {
        return refuse(dialog, "There is a box here already, and one cannot stand inside another. Close this and go to another place.");
      }
      const kind = dialog.dialog.querySelector("[name=kind]:checked").value;
      const opening = `::: ${kind} ${title}\n`;
      const words = text.value.slice(lines.start, lines.end).trim();
      const at = opening.length + words.length;
      return put(() => editorText.replaceBlock(text, lines.start, lines.end, `${opening}${words}\n:::`, [at, at]));
    });
  }

  // Where the section Questions ends; -1 when there is none.
  function endOfQuestions(value) {
    const opening = /^##[ \t]+(?:questions[ \t]*|.*\{#questions\}[ \t]*)$/im.exec(value);
    if (!opening) return -1;
    const below = opening.index + opening[0].length;
    const next = value.slice(below).search(/^#{1,2}[ \t]/m);
    return next < 0 ? value.length : below + next;
  }

  function question(dialog) {
    const { text, part, put } = dialog;
    let isAsking = false;
    part("words").focus();
    dialog.dialog.querySelector("form").addEventListener("submit", async () => {
      if (isAsking) return;
      isAsking = true;
      const fields = { words: part("words").value, body: text.value, ...whichArticle() };
      const answer = await send(dialog.urls.questionUrl, fields);
      isAsking = false;
      if (!dialog.dialog.open) return;
      if (answer.error) return refuse(dialog, answer.error);
      put(() => {
        const end = endOfQuestions(text.value);
        const words = `${end < 0 ? "## Questions\n\n" : ""}${answer.heading}\n\n`;
        const start = text.value.slice(0, end < 0 ? text.value.length : end).trimEnd().length;
        const stop = end < 0 ? text.value.length : end;
        editorText.replaceBlock(text, start, stop, words);
        text.scrollTop = stop === text.value.length ? text.scrollHeight : text.scrollTop;
        editorText.say(text, answer.elsewhere || "Write the answer here.");
      });
    });
  }

  function help({ dialog, part, put, text }) {
    for (const button of text.closest("[data-editor]").querySelectorAll("[data-editor-tool]")) {
      const item = document.createElement("li");
      const keys = document.createElement("kbd");
      keys.textContent = button.title;
      item.append(keys, ` ${button.lastChild.textContent.trim()}`);
      part("keys").append(item);
    }
    if (editorText.isMac) for (const key of dialog.querySelectorAll("[data-editor-command]")) key.textContent = "⌘";
    dialog.querySelector("details").open = true;
    // As a key would, once the cursor is in the text again.
    part("undo").addEventListener("click", () => put(() => document.execCommand("undo")));
    part("redo").addEventListener("click", () => put(() => document.execCommand("redo")));
  }

  globalThis.editorDialogs = { kinds: { link, fact, callout, question, help }, send, answerOf, refuse };

  for (const editor of document.querySelectorAll("[data-editor]")) {
    const text = editor.querySelector("textarea");
    text.addEventListener("editor:insert", ({ detail: { what } }) => {
      const fill = editorDialogs.kinds[what];
      if (fill && !document.querySelector("dialog[open]")) fill(open(editor, text, what));
    });
  }
})();
