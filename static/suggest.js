/* Suggestions while somebody types: for each <input data-suggest="address">, from the API; with data-suggest-kind only
   those of one kind. They hang from the element that the input stands in. Without it the form works alone. For each
   <input data-terms="address"> they complete the last of several, with ; between them (desk.js puts it there).

   A combobox after the ARIA Authoring Practices: arrow keys choose, Enter opens the chosen one or sends the form, Escape
   closes. A form may take the choice instead of following its link: it listens to the event "suggestion" and prevents
   its default. */
"use strict";

const PAUSE_MS = 120;
let lists = 0;

for (const input of document.querySelectorAll("input[data-suggest], input[data-terms]")) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `suggestions-${++lists}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel ?? input.labels[0]?.textContent.trim() ?? "");
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  })) input.setAttribute(name, value);

  let chosen = -1;
  let timer = 0;
  let asked = null;

  const typed = () => (input.dataset.terms ? input.value.split(/[;；]/).at(-1) : input.value);

  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((item, here) => item.setAttribute("aria-selected", String(here === place)));
    const item = list.children[place];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };

  const take = (item) => {
    const detail = { code: item.dataset.code, kind: item.dataset.kind, text: item.dataset.text };
    close();
    if (input.dispatchEvent(new CustomEvent("suggestion", { bubbles: true, cancelable: true, detail }))) {
      location.assign(item.dataset.url);
    }
  };

  const show = (results) => {
    list.replaceChildren(...results.map((result, place) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${place}`;
      item.setAttribute("role", "option");
      Object.assign(item.dataset, { url: result.url, code: result.code, kind: result.kind, text: result.text });
      const kind = document.createElement("small");
      kind.textContent = result.label;
      item.append(`${result.text} `, kind);
      // Before the input loses the focus, which closes the list.
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(item); });
      return item;
    }));
    list.hidden = !results.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  };

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(input.dataset.suggest ?? input.dataset.terms, location.href);
    address.searchParams.set("q", typed());
    address.searchParams.set("lang", document.documentElement.lang);
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      const wanted = (result) => !input.dataset.suggestKind || result.kind === input.dataset.suggestKind;
      if (answer.ok) show((await answer.json()).results.filter(wanted));
    } catch {
      // Overtaken by the next key, or offline: the form still works.
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (typed().trim()) timer = setTimeout(ask, PAUSE_MS); else close();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(chosen < last ? chosen + 1 : -1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
