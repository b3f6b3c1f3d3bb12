/* The list in place: links and forms that only change the question fetch the page and put its <main> here, and the
   address bar follows. Without it every link and form loads its page. */
"use strict";

const main = document.querySelector("main[data-in-place]");
const announcement = document.createElement("p");
let running = null;

/* What stays the same about a link or field when the page around it is another one. */
function place(item) {
  return item?.id || `${item?.closest("[data-name]")?.dataset.name}/${item?.querySelector(".label")?.textContent ?? item?.name}`;
}

async function show(address, remember) {
  running?.abort();
  running = new AbortController();
  const focused = main.contains(document.activeElement) ? place(document.activeElement) : null;
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main[data-in-place]");
    if (!answer.ok || !fresh) throw new Error("not a list");
    const open = new Map([...main.querySelectorAll("details[data-name]")].map((item) => [item.dataset.name, item.open]));
    for (const item of fresh.querySelectorAll("details[data-name]")) {
      item.open = open.get(item.dataset.name) ?? item.open;
    }
    main.replaceChildren(...fresh.childNodes);
    main.removeAttribute("aria-busy");
    document.title = page.title;
    // What leads from here to the same list elsewhere: its canonical address, and the list in other languages.
    for (const links of ["link[rel=canonical]", "link[rel=alternate]", "nav.languages"]) {
      const others = page.querySelectorAll(links);
      document.querySelectorAll(links).forEach((item, here) => others[here] && item.replaceWith(others[here]));
    }
    if (remember) history.pushState({}, "", answer.url);
    announcement.textContent = main.querySelector(".total")?.textContent ?? "";
    if (focused) {
      const again = [...main.querySelectorAll("a[href], input, select, button, summary")].find((item) => place(item) === focused);
      (again ?? main).focus({ preventScroll: true });
    }
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

if (main) {
  announcement.className = "visually-hidden";
  announcement.setAttribute("role", "status");
  document.body.append(announcement);
  main.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain || link.pathname !== location.pathname || link.hash) return;
    event.preventDefault();
    show(link.href, true);
  });
  main.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "get" || new URL(form.action).pathname !== location.pathname) return;
    event.preventDefault();
    const address = new URL(form.action);
    address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value)).toString();
    show(address, true);
  });
  window.addEventListener("popstate", () => show(location.href, false));
}
