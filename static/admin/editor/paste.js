// Paste: what comes with HTML (Word, Google Docs, a web page) goes into the text as clean Markdown, in one step that
// one Ctrl+Z undoes. Bare words are pasted by the browser itself, and so is everything with Ctrl+Shift+V.
(() => {
  const MAX_HTML = 3_000_000; // characters; a whole workbook would stop the browser for seconds
  const MARKDOWN = /^#{2,4} |^::: |\]\([a-z]+\/[a-z0-9-]+|\{\{ *[a-z_0-9]+ *\}\}|\*\*\S/m;

  function levelAbove(text) {
    const headings = text.value.slice(0, text.selectionStart).match(/^#{2,4}(?=\s)/gm);
    return headings ? headings.at(-1).length : 1;
  }

  function paste(text, words) {
    const { selectionStart: start, selectionEnd: end, value } = text;
    const isBlock = words.includes("\n") || /^(#|- |1\. |\|)/.test(words);
    if (!isBlock) return editorText.replace(text, start, end, words);
    // In the middle of a line it begins a paragraph of its own; what stood behind the cursor goes on below.
    const from = start - value.slice(0, start).match(/[ \t]*$/)[0].length;
    const to = end + value.slice(end).match(/^[ \t]*/)[0].length;
    return editorText.replaceBlock(text, from, to, words);
  }

  function told({ pictures, struck }) {
    const said = ["Pasted as clean text."];
    if (pictures) said.push(`${pictures === 1 ? "A picture was" : `${pictures} pictures were`} left out: put ${pictures === 1 ? "it" : "them"} in with the Picture button.`);
    if (struck) said.push("Struck-out words were left out.");
    return said.join(" ");
  }

  for (const editor of document.querySelectorAll("[data-editor]")) {
    const text = editor.querySelector("textarea");
    text.addEventListener("paste", (event) => {
      const html = event.clipboardData?.getData("text/html") ?? "";
      const plain = event.clipboardData?.getData("text/plain") ?? "";
      if (!html || html.length > MAX_HTML) return;
      const hasShape = editorClipboard.hasShape(html);
      // Markdown that was kept in a mail or a document comes back as it was.
      if (!hasShape && (MARKDOWN.test(plain) || !editorClipboard.hasParagraphs(html))) return;
      let read;
      try {
        read = editorClipboard.markdownOf(html, levelAbove(text));
      } catch {
        // The bare words are better than none.
        return;
      }
      if (!read.words) return;
      event.preventDefault();
      paste(text, read.words);
      editorText.say(text, told(read.notes));
    });
  }
})();
