// Search-as-you-type for the form that adds a dataset to a comparison: a combobox with a list (ARIA APG). Without this
// script the form asks the server.
"use strict";
(() => {
  const form = document.querySelector("form.add[data-suggestions]");
  if (!form) return;
  const input = form.querySelector("input[name=add]");
  const status = form.querySelector("[role=status]");
  const chosen = [...form.querySelectorAll("input[name=d]")].map((field) => field.value);
  const list = document.createElement("ul");
  list.id = "suggested";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  list.hidden = true;
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id],
    ["aria-autocomplete", "list"]]) input.setAttribute(name, value);

  let active = -1;
  let asked = 0;
  let waiting = null;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const take = (option) => {
    input.value = option.dataset.slug;
    close();
    form.requestSubmit();
  };

  const mark = (place) => {
    const options = [...list.children];
    if (!options.length) return;
    active = (place + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  };

  const show = (results) => {
    const entries = results.filter((item) => item.kind === "entry" && !chosen.includes(item.code));
    list.replaceChildren(...entries.map((item, index) => {
      const option = document.createElement("li");
      option.id = `suggested-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.slug = item.code;
      option.textContent = item.text;
      return option;
    }));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = entries.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = list.hidden ? status.dataset.none : status.dataset.some;
  };

  const ask = async () => {
    const typed = input.value.trim();
    const mine = ++asked;
    if (!typed) {
      close();
      status.textContent = "";
      return;
    }
    try {
      const answer = await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: typed })}`);
      // An answer to what was typed before a newer letter is of no use any more.
      if (answer.ok && mine === asked) show((await answer.json()).results);
    } catch {
      // Offline, or the server is away: the form itself still works when it is back.
      close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      event.preventDefault();
      mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
      event.preventDefault();
      take(list.children[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  // Before the field loses the focus, so that the list is still there.
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) take(option);
  });
  input.addEventListener("blur", close);
})();
