// What the parts of the editor share: changing the text so that one Ctrl+Z undoes it, and going to a line of it.
globalThis.editorText = {
  // Puts words in the place of a part of the text, as if they were typed. `select`: which of them are selected then.
  replace(text, start, end, words, select = [words.length, words.length]) {
    text.focus();
    text.setSelectionRange(start, end);
    // The only way in browsers to change a text field that keeps its undo; it tells the form with an input event.
    if (words) document.execCommand("insertText", false, words);
    else if (start !== end) document.execCommand("delete");
    text.setSelectionRange(start + select[0], start + select[1]);
  },

  // Makes the whole text another one; only what differs is typed, so one Ctrl+Z brings the old one back.
  // Whoever asks from elsewhere on the page keeps the focus, and the page does not scroll.
  become(text, whole) {
    const before = text.value;
    if (before === whole) return;
    let start = 0;
    while (start < before.length && before[start] === whole[start]) start++;
    let same = 0;
    const most = Math.min(before.length, whole.length) - start;
    while (same < most && before[before.length - 1 - same] === whole[whole.length - 1 - same]) same++;
    // Half of an emoji cannot be typed.
    const isHalf = (sign) => /[\ud800-\udfff]/.test(sign ?? "");
    while (start > 0 && isHalf(before[start - 1])) start--;
    while (same > 0 && isHalf(before[before.length - same])) same--;
    const [asking, left, top] = [document.activeElement, scrollX, scrollY];
    editorText.replace(text, start, before.length - same, whole.slice(start, whole.length - same));
    if (text.value !== whole) {
      text.value = whole;
      text.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    if (asking !== text) asking?.focus({ preventScroll: true });
    scrollTo({ left, top, behavior: "instant" });
  },

  // The number of the line in which the cursor stands, from 1.
  lineOf(text, position = text.selectionStart) {
    return text.value.slice(0, position).split("\n").length;
  },

  goToLine(text, line) {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, above) => sum + above.length + 1, 0);
    const twin = text.cloneNode();
    twin.removeAttribute("id");
    twin.removeAttribute("name");
    Object.assign(twin.style, { position: "absolute", visibility: "hidden", height: "0", minHeight: "0", width: `${text.offsetWidth}px` });
    twin.value = text.value.slice(0, start);
    text.after(twin);
    const top = twin.scrollHeight;
    twin.remove();
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    text.scrollTop = top - text.clientHeight / 2;
  },

  // From where to where the selected lines go, whole; the line of the cursor when nothing is selected.
  selectedLines(text) {
    const { value, selectionStart, selectionEnd } = text;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const last = selectionEnd > selectionStart && value[selectionEnd - 1] === "\n" ? selectionEnd - 1 : selectionEnd;
    const end = value.indexOf("\n", last);
    return { start, end: end < 0 ? value.length : end };
  },

  // The same with all lines above and below that no empty line divides from them.
  paragraph(text) {
    let { start, end } = this.selectedLines(text);
    const { value } = text;
    if (!value.slice(start, end).trim()) return { start, end };
    while (start > 0 && value.slice(value.lastIndexOf("\n", start - 2) + 1, start - 1).trim()) {
      start = value.lastIndexOf("\n", start - 2) + 1;
    }
    while (end < value.length) {
      const next = value.indexOf("\n", end + 1);
      const line = value.slice(end + 1, next < 0 ? value.length : next);
      if (!line.trim()) break;
      end += line.length + 1;
    }
    return { start, end };
  },

  // Puts words in the place of a part of the text, with one empty line above and below them.
  replaceBlock(text, start, end, words, [from, to] = [words.length, words.length]) {
    const above = text.value.slice(0, start);
    const below = text.value.slice(end);
    const before = above.trim() ? "\n".repeat(Math.max(0, 2 - above.match(/\n*$/)[0].length)) : "";
    const after = "\n".repeat(Math.max(0, (below.trim() ? 2 : 1) - below.match(/^\n*/)[0].length));
    this.replace(text, start, end, before + words + after, [before.length + from, before.length + to]);
  },

  // Puts a block in after the paragraph of the cursor, or into its empty line.
  insertBlock(text, words, select) {
    const { start, end } = this.paragraph(text);
    const isEmpty = !text.value.slice(start, end).trim();
    this.replaceBlock(text, isEmpty ? start : end, end, words, select);
  },

  // Says something to whoever works in the text, seen and spoken.
  say(text, words) {
    const status = text.closest("[data-editor]").querySelector("[data-editor-tool-status]");
    if (status) status.textContent = words;
  },

  isMac: /Mac|iPhone|iPad/.test(navigator.platform),
};
