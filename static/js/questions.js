// Questions: opens the answer that the address names, adds "Open all" and "Close all", opens everything for print.
// Without this script every question still opens by hand.
(() => {
  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const closed = target && target.closest("details:not([open])");
    if (closed) {
      closed.open = true;
      target.scrollIntoView();
    }
  };

  const addTools = (list) => {
    const answers = list.querySelectorAll("details");
    const tools = list.querySelector(".questions__tools");
    if (!tools) return;
    for (const [words, open] of [["Open all", true], ["Close all", false]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--quiet button--small";
      button.textContent = words;
      button.addEventListener("click", () => answers.forEach((answer) => { answer.open = open; }));
      tools.append(button);
    }
  };

  let openedForPrint = [];
  addEventListener("beforeprint", () => {
    openedForPrint = [...document.querySelectorAll("details:not([open])")];
    openedForPrint.forEach((answer) => { answer.open = true; });
  });
  addEventListener("afterprint", () => openedForPrint.forEach((answer) => { answer.open = false; }));

  document.querySelectorAll("[data-questions]").forEach(addTools);
  addEventListener("hashchange", openTarget);
  openTarget();
})();
