// Search box: shows suggestions below the box as one types. Without this script the form searches all the same.
// Nothing is kept, and each request carries only what stands in the box.
(() => {
  const WAIT = 180; // ms without a new letter
  const LEAST = 2; // letters

  const make = (element, attributes) => Object.assign(document.createElement(element), attributes);

  const start = (form) => {
    const input = form.querySelector(".search__input");
    const urgent = form.querySelector(".search__urgent");
    const below = make("div", { className: "search__below", hidden: true });
    const list = make("ul", { className: "search__list", id: `${input.id}_list` });
    const status = make("p", { className: "visually-hidden" });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    status.setAttribute("role", "status");
    below.append(urgent, list);
    form.append(below, status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
      input.setAttribute(name, value);
    }

    let timer, request, chosen = -1;

    const choose = (index) => {
      chosen = index;
      [...list.children].forEach((option, at) => option.setAttribute("aria-selected", at === index));
      if (index < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    };

    const close = () => {
      clearTimeout(timer);
      request?.abort();
      below.hidden = true;
      input.setAttribute("aria-expanded", "false");
      status.textContent = "";
      choose(-1);
    };

    const show = (found) => {
      urgent.hidden = !found.urgent;
      const suggestions = found.urgent ? [] : found;
      list.replaceChildren(...suggestions.map(({ words, address }, at) => {
        const option = make("li", { className: "search__option", id: `${list.id}_${at}`, textContent: words });
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.addEventListener("click", () => location.assign(address));
        return option;
      }));
      choose(-1);
      list.hidden = !suggestions.length;
      below.hidden = !found.urgent && !suggestions.length;
      input.setAttribute("aria-expanded", String(suggestions.length > 0));
      status.textContent = found.urgent ? urgent.textContent
        : suggestions.length === 1 ? "1 suggestion. Use the arrow keys."
        : suggestions.length ? `${suggestions.length} suggestions. Use the arrow keys.` : "";
    };

    const ask = async () => {
      request?.abort();
      request = new AbortController();
      try {
        const answer = await fetch(`${form.dataset.suggestions}?q=${encodeURIComponent(input.value)}`, { signal: request.signal, cache: "no-store" });
        if (answer.ok) show(await answer.json());
      } catch {
        // No network, or a newer question: the box still searches.
      }
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      if (input.value.trim().length < LEAST) close();
      else timer = setTimeout(ask, WAIT);
    });

    input.addEventListener("keydown", (event) => {
      const number = below.hidden ? 0 : list.children.length;
      if (event.key === "Escape" && !below.hidden) close();
      else if (number && event.key === "ArrowDown") choose((chosen + 1) % number);
      else if (number && event.key === "ArrowUp") choose(chosen < 0 ? number - 1 : chosen - 1);
      else if (event.key === "Enter" && chosen >= 0) list.children[chosen].click();
      else return;
      event.preventDefault();
    });

    // A press on a suggestion must not take the focus, or the list would close under it.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
    addEventListener("pageshow", close);
  };

  document.querySelectorAll("[data-suggestions]").forEach(start);
})();
