// Comparison: a tick shows or hides its option at once in all tables and keeps the choice in the address.
// Without this script the button below the choices does the same by loading the page.
(() => {
  // On a small screen the rows are shown as cards, and some browsers then forget that they are a table.
  // The checker refuses these roles in the HTML, where they say the same as the elements.
  const ROLES = { table: "table", "thead, tbody": "rowgroup", tr: "row", td: "cell", "th[scope=col]": "columnheader", "th[scope=row]": "rowheader" };

  const keepTable = (comparison) => {
    for (const [elements, role] of Object.entries(ROLES)) {
      comparison.querySelectorAll(elements).forEach((element) => element.setAttribute("role", role));
    }
    comparison.querySelectorAll(".comparison__name").forEach((name) => name.setAttribute("aria-hidden", "true"));
  };

  const choiceIn = (choices) => {
    const boxes = [...choices.querySelectorAll(".choice__box")];
    const ticked = boxes.filter((box) => box.checked);
    return { boxes, shown: ticked.length ? ticked : boxes };
  };

  const tell = (choices) => {
    const { boxes, shown } = choiceIn(choices);
    const names = shown.map((box) => box.parentElement.textContent.trim()).join(", ");
    choices.querySelector("[role=status]").textContent =
      shown.length === boxes.length ? `Showing all ${boxes.length}.` : `Showing ${shown.length} of ${boxes.length}: ${names}.`;
  };

  const show = (choices) => {
    const { boxes, shown } = choiceIn(choices);
    // Nothing chosen means everything, and the boxes say so, as they do when the page is loaded.
    shown.forEach((box) => { box.checked = true; });
    const keys = new Set(shown.map((box) => box.value));
    document.querySelectorAll("[data-comparison] [data-option]").forEach((cell) => { cell.hidden = !keys.has(cell.dataset.option); });

    const address = new URL(location.href);
    address.searchParams.delete("show");
    if (shown.length < boxes.length) shown.forEach((box) => address.searchParams.append("show", box.value));
    history.replaceState(null, "", address);
  };

  // The frame is a stop for the keyboard only while it scrolls: a stop as tall as the table would jump into its middle.
  const keepFrame = (frame) => {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    else frame.removeAttribute("tabindex");
  };

  const comparisons = document.querySelectorAll("[data-comparison]");
  comparisons.forEach((comparison) => {
    keepTable(comparison);
    new ResizeObserver(() => keepFrame(comparison)).observe(comparison);
  });

  // A page has one form for all its tables.
  document.querySelectorAll("[data-choices]").forEach((choices) => {
    choices.classList.add("choices--live");
    tell(choices);
    choices.addEventListener("change", () => {
      show(choices);
      tell(choices);
      comparisons.forEach(keepFrame);
    });
  });
})();
