// The buttons above the text, and their keys. Every button changes the text in one step, which one Ctrl+Z undoes.
// What needs a dialog is asked for with an `editor:insert` event on the text field; a table is offered to be edited
// as a grid with `editor:open-table`.
(() => {
  const BULLET = /^(\s*)[-*+]\s+(?:\[ \] )?/;
  const NUMBER = /^(\s*)\d{1,9}[.)]\s+/;
  const HEADING = /^(#{1,6})(?:\s+|$)/;
  const BOLD = /\*\*(?=\S)(.+?)\*\*/g;
  const TABLE = "| Question | First choice | Second choice |\n| --- | --- | --- |\n| How long does it take? | Ask us | Ask us |";

  const isInList = (line) => BULLET.test(line) || NUMBER.test(line);

  // Writes lines anew. The cursor stays at its letter; what was selected stays selected, marks and all.
  function rewrite(text, { start, end }, words) {
    const behind = end - text.selectionStart;
    const caret = Math.max(0, words.length - behind);
    const select = text.selectionStart === text.selectionEnd ? [caret, caret] : [0, words.length];
    editorText.replace(text, start, end, words, select);
  }

  // ## → ### → none.
  function heading(text) {
    const lines = editorText.selectedLines(text);
    const written = text.value.slice(lines.start, lines.end).split("\n");
    const level = written.find((line) => line.trim())?.match(HEADING)?.[1].length ?? 0;
    const marks = { 0: "## ", 1: "## ", 2: "### " }[level] ?? "";
    const bare = (line) => line.replace(HEADING, "").replace(BULLET, "").replace(NUMBER, "");
    const words = written.map((line) => (line.trim() || written.length === 1 ? marks + bare(line).replaceAll("**", "") : line));
    rewrite(text, lines, words.join("\n"));
  }

  function bold(text) {
    const { value, selectionStart, selectionEnd } = text;
    const lines = editorText.selectedLines(text);
    if (HEADING.test(value.slice(lines.start))) return editorText.say(text, "A heading is bold already.");
    if (selectionStart === selectionEnd) return boldWord(text, lines.start, value.slice(lines.start, lines.end));
    const chosen = value.slice(selectionStart, selectionEnd);
    const start = selectionStart + chosen.length - chosen.trimStart().length;
    const words = chosen.trim();
    if (!words) return undefined;
    if (words.includes("\n")) return rewrite(text, lines, boldLines(value.slice(lines.start, lines.end)));
    if (/^\*\*.+\*\*$/.test(words)) return put(text, start, words, words.slice(2, -2));
    if (value.slice(start - 2, start) === "**" && value.startsWith("**", start + words.length)) {
      return put(text, start - 2, `**${words}**`, words);
    }
    return put(text, start, words, `**${words.replaceAll("**", "")}**`, 2);
  }

  // Puts words in the place of others; they are selected, without as many signs at both ends as `inside`.
  function put(text, start, before, after, inside = 0) {
    editorText.replace(text, start, start + before.length, after, [inside, after.length - inside]);
  }

  function boldWord(text, start, line) {
    const at = text.selectionStart - start;
    for (const span of line.matchAll(BOLD)) {
      if (span.index <= at && at <= span.index + span[0].length) {
        const caret = Math.min(Math.max(0, at - span.index - 2), span[1].length);
        return editorText.replace(text, start + span.index, start + span.index + span[0].length, span[1], [caret, caret]);
      }
    }
    const before = line.slice(0, at).match(/[\p{L}\p{N}'’-]*$/u)[0];
    const after = line.slice(at).match(/^[\p{L}\p{N}'’-]*/u)[0];
    // Of a list, the line's own dash is no word.
    if (!/[\p{L}\p{N}]/u.test(before + after)) return put(text, text.selectionStart, "", "**bold words**", 2);
    const caret = before.length + 2;
    return editorText.replace(text, start + at - before.length, start + at + after.length, `**${before}${after}**`, [caret, caret]);
  }

  // Each line by itself: bold words do not go on from one entry of a list, or paragraph, to the next.
  function boldLines(chosen) {
    const lines = chosen.split("\n").map((line) => {
      const mark = line.match(/^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?/)[0];
      return { mark, words: line.slice(mark.length).trimEnd() };
    });
    const plain = ({ words }) => !words || /^(#|\||:::)/.test(words);
    const isBold = ({ words }) => /^\*\*[^*]+\*\*$/.test(words);
    const takeAway = lines.every((line) => plain(line) || isBold(line));
    const written = ({ words }) => (takeAway ? words.slice(2, -2) : `**${words.replaceAll("**", "")}**`);
    return lines.map((line) => line.mark + (plain(line) ? line.words : written(line))).join("\n");
  }

  // Lines become the entries of a list, or paragraphs again.
  function list(text, mark, other, begin) {
    const lines = editorText.selectedLines(text);
    const written = text.value.slice(lines.start, lines.end).split("\n");
    const entries = written.filter((line) => line.trim());
    const above = text.value.slice(0, lines.start).split("\n").at(-2) ?? "";
    const below = text.value.slice(lines.end + 1).split("\n")[0];
    const isList = entries.length > 0 && entries.every((line) => mark.test(line));
    const bare = (line) => line.replace(mark, "$1").replace(other, "$1").replace(HEADING, "");
    if (isList) {
      // Without an empty line, what is no entry any more would belong to the entry above.
      const before = isInList(above) ? "\n" : "";
      const after = below.trim() ? "\n" : "";
      return rewriteList(text, lines, before, entries.map((line) => bare(line).trimStart()).join("\n\n"), after);
    }
    const first = Number(above.match(/^(\d{1,9})[.)]\s/)?.[1] ?? 0) + 1;
    const words = (entries.length ? entries : [""]).map((line, index) => {
      const rest = bare(line);
      const indent = rest.match(/^\s*/)[0];
      return `${indent}${begin(first + index)}${rest.slice(indent.length)}`;
    });
    const after = below.trim() && !isInList(below) ? "\n" : "";
    return rewriteList(text, lines, "", words.join("\n"), after);
  }

  function rewriteList(text, { start, end }, before, words, after) {
    const behind = end - text.selectionStart;
    const caret = before.length + Math.max(0, words.length - behind);
    const isOne = text.selectionStart === text.selectionEnd;
    const select = isOne ? [caret, caret] : [before.length, before.length + words.length];
    editorText.replace(text, start, end, before + words + after, select);
  }

  function table(text) {
    const { start, end } = editorText.selectedLines(text);
    if (!text.value.slice(start, end).trimStart().startsWith("|")) {
      editorText.insertBlock(text, TABLE, [2, 2 + "Question".length]);
    }
    const detail = { position: text.selectionStart, line: editorText.lineOf(text) };
    text.dispatchEvent(new CustomEvent("editor:open-table", { bubbles: true, detail }));
  }

  const TOOLS = {
    heading,
    bold,
    table,
    list: (text) => list(text, BULLET, NUMBER, () => "- "),
    numbers: (text) => list(text, NUMBER, BULLET, (number) => `${number}. `),
  };

  function use(text, name) {
    editorText.say(text, "");
    if (TOOLS[name]) {
      text.focus();
      TOOLS[name](text);
    } else text.dispatchEvent(new CustomEvent("editor:insert", { bubbles: true, detail: { what: name } }));
  }

  // One stop of the Tab key for all buttons; arrow keys go from one to the next.
  function rove(toolbar, buttons) {
    const stop = (button) => {
      for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
    };
    stop(buttons[0]);
    toolbar.addEventListener("focusin", (event) => stop(event.target));
    toolbar.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const at = buttons.indexOf(event.target);
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
      if (to === undefined || at < 0) return;
      event.preventDefault();
      buttons.at(to % buttons.length).focus();
    });
  }

  // "Control+Alt+H" as the keys that stand on this keyboard.
  function keysOf(button) {
    const keys = button.getAttribute("aria-keyshortcuts").split("+");
    const names = editorText.isMac ? { Control: "Control", Meta: "⌘", Alt: "Option" } : { Control: "Ctrl" };
    return keys.map((key) => names[key] ?? key).join("+");
  }

  function isKeyOf(button, event) {
    const keys = button.getAttribute("aria-keyshortcuts").split("+");
    const letter = keys.at(-1);
    // A key with Alt Gr, or one that writes a sign of its own with Alt, is typing and not a command.
    if (event.getModifierState("AltGraph") || event.shiftKey || event.isComposing) return false;
    const isLetter = event.key.toUpperCase() === letter || (editorText.isMac && event.code === `Key${letter}`);
    return (
      isLetter &&
      event.ctrlKey === keys.includes("Control") &&
      event.altKey === keys.includes("Alt") &&
      event.metaKey === keys.includes("Meta")
    );
  }

  function start(editor) {
    const text = editor.querySelector("textarea");
    const toolbar = editor.querySelector("[data-editor-toolbar]");
    if (!toolbar) return;
    if (!toolbar.dataset.picturesUrl) toolbar.querySelector("[data-editor-tool=picture]").remove();
    const buttons = [...toolbar.querySelectorAll("[data-editor-tool]")];
    for (const button of buttons) {
      // On a Mac, Control+B and Control+K move in the text and cut it.
      const keys = button.getAttribute("aria-keyshortcuts");
      if (editorText.isMac && !keys.includes("Alt")) button.setAttribute("aria-keyshortcuts", keys.replace("Control", "Meta"));
      button.title = keysOf(button);
      button.addEventListener("click", () => use(text, button.dataset.editorTool));
    }
    text.addEventListener("keydown", (event) => {
      const button = buttons.find((each) => isKeyOf(each, event));
      if (!button) return;
      event.preventDefault();
      use(text, button.dataset.editorTool);
    });
    rove(toolbar, buttons);
    toolbar.hidden = false;
  }

  for (const editor of document.querySelectorAll("[data-editor]")) start(editor);
})();
