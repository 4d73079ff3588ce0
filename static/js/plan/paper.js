// The plan on one page of paper, and the card for the driver on paper or as a message. tools.js loads this file after a press.
(() => {
  const { root: plan, tools, cardTools, card, button, tell, address } = clinicPlan.tools;
  const root = document.documentElement;

  // The picture is fetched only for paper. Offline the paper goes without it.
  const showPicture = async () => {
    const slot = plan.querySelector("[data-plan-qr]");
    if (!slot) return;
    const { code } = plan.dataset;
    const picture = slot.firstChild ?? slot.appendChild(Object.assign(new Image(), { alt: slot.dataset.alt, src: `${code ? `/e/${code}/` : location.pathname}qr.svg` }));
    const late = new Promise((done) => { setTimeout(done, 3000); });
    await Promise.race([picture.decode(), late]).catch(() => picture.remove());
  };

  // All steps go on one page: the more words, the smaller the letters. 30 stands for what the last line of a step leaves free.
  const LETTERS = 510_000; // measured: letters times the square of their size in points that a page of Letter or A4 holds
  const fit = () => {
    const letters = [...plan.querySelectorAll("[data-step]")].reduce((sum, step) => sum + 30 + step.innerText.replace(/\s+/g, " ").length, 0);
    root.style.setProperty("--print-size", `${Math.max(7.5, Math.min(11, Math.sqrt(LETTERS / letters))).toFixed(2)}pt`);
  };

  const print = async (what) => {
    root.dataset.print = what;
    fit();
    const where = plan.querySelector("[data-plan-address]");
    if (where) where.textContent = (address || location.origin + location.pathname).replace(/^https?:\/\//, "");
    if (what === "plan") await showPicture();
    globalThis.print();
  };
  addEventListener("afterprint", () => { delete root.dataset.print; });
  button(tools, "print")?.addEventListener("click", () => print("plan"));
  button(cardTools, "print")?.addEventListener("click", () => print("driver"));

  const cardText = () => [...card.querySelectorAll("h3, h4, p, li")]
    .map((part) => (part.matches("li") ? "- " : "") + part.textContent.trim().replace(/\s+/g, " "))
    .concat(card.querySelector("a[data-driver-page]").href).join("\n");

  const share = async () => {
    const text = cardText();
    try {
      if (navigator.share) return await navigator.share({ text });
      await navigator.clipboard.writeText(text);
      tell(cardTools, "copied");
    } catch (error) {
      // Closing the list of apps is no fault.
      if (error.name !== "AbortError") tell(cardTools, "refused");
    }
  };
  button(cardTools, "share")?.addEventListener("click", share);
})();
