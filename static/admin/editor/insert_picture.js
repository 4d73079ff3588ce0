// The dialog for pictures: choose one that is there, or add one from this device.
(() => {
  const PICTURE = 48; // px, of a picture to choose from
  const MANY = 8; // so many are found by looking
  const WAIT = 250; // ms after the last key

  function entry({ key, url, alt, markdown }) {
    const label = document.createElement("label");
    const choice = Object.assign(document.createElement("input"), { type: "radio", name: "picture", value: markdown });
    // The words beside it say the same.
    const image = Object.assign(new Image(PICTURE, PICTURE), { src: url, alt: "", loading: "lazy" });
    const words = Object.assign(document.createElement("span"), { textContent: alt || `Only decorates (${key})` });
    label.append(choice, image, words);
    return label;
  }

  function choose({ dialog, part, put, text, urls }) {
    let last = 0;
    let timer = 0;

    async function find() {
      const mine = ++last;
      const words = part("search").value;
      const answer = await editorDialogs.answerOf(`${urls.picturesUrl}?${new URLSearchParams({ q: words })}`);
      if (mine !== last) return;
      const { pictures = [], error } = answer;
      const none = words ? "None shows that. Try other words." : "There is none yet. Add one below.";
      part("status").textContent = error ?? (pictures.length ? `${pictures.length} to choose from.` : none);
      part("offered").replaceChildren(...pictures.map(entry));
      part("chosen").hidden = true;
      if (pictures.length > MANY) part("many").hidden = false;
    }

    part("search").addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(find, WAIT);
    });
    part("offered").addEventListener("change", () => {
      part("chosen").hidden = false;
    });
    dialog.querySelector("form").addEventListener("submit", () => {
      const chosen = dialog.querySelector("[name=picture]:checked");
      if (chosen) put(() => editorText.insertBlock(text, chosen.value));
    });
    part("status").textContent = "Looking for pictures …";
    find();
  }

  function upload(dialog) {
    const { part, put, text, urls } = dialog;
    const refuseFile = (words) => {
      part("file-error").textContent = words;
      part("file").setAttribute("aria-invalid", String(Boolean(words)));
      if (words) part("file").focus();
    };

    async function add() {
      const [file] = part("file").files;
      const alt = part("words").value.trim();
      const isDecorative = part("decorative").checked;
      refuseFile("");
      editorDialogs.refuse(dialog, "");
      if (!file) return refuseFile("Choose a picture first.");
      if (!alt && !isDecorative) return editorDialogs.refuse(dialog, "Say what it shows, or tick that it only decorates.");
      if (alt && isDecorative) return editorDialogs.refuse(dialog, "Do one of both: say what it shows, or tick that it only decorates.");
      part("send").disabled = true;
      const answer = await editorDialogs.send(urls.uploadUrl, { file, alt, ...(isDecorative && { is_decorative: "on" }) });
      part("send").disabled = false;
      if (!dialog.dialog.open) return undefined;
      if (answer.error) return refuseFile(answer.error);
      return put(() => editorText.insertBlock(text, answer.markdown));
    }

    part("send").addEventListener("click", add);
    for (const field of [part("words"), part("decorative")]) {
      field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        add();
      });
    }
    if (!urls.uploadUrl) part("upload").remove();
  }

  globalThis.editorDialogs.kinds.picture = (dialog) => {
    choose(dialog);
    upload(dialog);
  };
})();
