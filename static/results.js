/* The list in place: links and forms that only change the question fetch the page and put its <main> here, and the
   address bar follows. What was open, typed and focused stays so. Without it every link and form loads its page. */
"use strict";

const main = document.querySelector("main[data-in-place]");
const announcement = document.createElement("p");
let running = null;

/* What stays the same about a link or field when the page around it is another one. */
function place(item) {
  const name = item.querySelector(".label")?.textContent ?? (item.name || item.textContent.trim());
  return item.id || `${item.closest("[data-name]")?.dataset.name}/${name}`;
}

/* Letters without their accents, in one case: as somebody types them in a hurry. */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/* Show those values of a long facet that have what is typed in their names. */
function narrow(field) {
  const wanted = plain(field.value);
  const facet = field.closest("details");
  const values = [...facet.querySelectorAll("li")];
  for (const value of values) value.hidden = !plain(value.querySelector(".label").textContent).includes(wanted);
  if (wanted) facet.querySelectorAll("details").forEach((more) => { more.open = true; });
  return values.filter((value) => !value.hidden).length;
}

/* The drawer of the filters: where the page is narrow, and there are popovers. */
function drawer() {
  const filters = main.querySelector("#filters");
  return filters?.popover && filters.matches(":popover-open") ? filters : null;
}

/* Put what is fetched into the page, with what was open, typed and focused before. */
function replace(fresh) {
  const focused = main.contains(document.activeElement) ? place(document.activeElement) : null;
  const open = new Map([...main.querySelectorAll("details[data-name]")].map((item) => [item.dataset.name, item.open]));
  for (const item of fresh.querySelectorAll("details[data-name]")) item.open = open.get(item.dataset.name) ?? item.open;
  const typed = [...main.querySelectorAll("input.narrow")].filter((field) => field.value);
  const scrolled = drawer()?.scrollTop;
  main.replaceChildren(...fresh.childNodes);
  for (const field of typed) {
    const again = document.getElementById(field.id);
    if (again) {
      again.value = field.value;
      narrow(again);
    }
  }
  if (scrolled !== undefined) {
    // Closing it gives the focus back to what had it when it opened: its button.
    main.querySelector(".to-filters").focus({ preventScroll: true });
    const filters = main.querySelector("#filters");
    filters.showPopover();
    filters.scrollTop = scrolled;
  }
  if (focused) {
    const again = [...main.querySelectorAll("a[href], input, select, button, summary")].find((item) => place(item) === focused);
    (again ?? main).focus({ preventScroll: true });
  }
}

function remember() {
  history.replaceState({ scroll: scrollY }, "");
}

async function show(address, { push = true, toTop = false } = {}) {
  running?.abort();
  running = new AbortController();
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main[data-in-place]");
    if (!answer.ok || !fresh) throw new Error("not a list");
    if (push) {
      remember();
      history.pushState({}, "", answer.url);
    }
    replace(fresh);
    main.removeAttribute("aria-busy");
    document.title = page.title;
    // What leads from here to the same list elsewhere: its canonical address, and the list in other languages.
    for (const links of ["link[rel=canonical]", "link[rel=alternate]", "nav.languages"]) {
      const others = page.querySelectorAll(links);
      document.querySelectorAll(links).forEach((item, here) => others[here] && item.replaceWith(others[here]));
    }
    if (!push) scrollTo(0, history.state?.scroll ?? 0);
    else if (toTop) main.querySelector(".results").scrollIntoView();
    announcement.textContent = main.querySelector(".total")?.textContent ?? "";
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

if (main) {
  announcement.className = "visually-hidden";
  announcement.setAttribute("role", "status");
  document.body.append(announcement);
  // Where one was on a page is known here: the browser cannot tell before the page is there.
  history.scrollRestoration = "manual";
  if (history.state?.scroll) scrollTo(0, history.state.scroll);
  addEventListener("pagehide", remember);
  main.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const plainly = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plainly) return;
    // A bar of a histogram is a link of SVG, whose address is an object.
    const address = new URL(link.getAttribute("href"), location.href);
    if (address.pathname !== location.pathname || address.hash) return;
    event.preventDefault();
    show(address, { toTop: Boolean(link.closest(".pages")) });
  });
  main.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "get" || new URL(form.action).pathname !== location.pathname) return;
    event.preventDefault();
    const address = new URL(form.action);
    address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value)).toString();
    show(address);
  });
  main.addEventListener("change", (event) => {
    if (event.target.id === "sort") event.target.form.requestSubmit();
  });
  main.addEventListener("input", (event) => {
    if (event.target.matches("input.narrow")) announcement.textContent = `${event.target.placeholder}: ${narrow(event.target)}`;
  });
  window.addEventListener("popstate", () => show(location.href, { push: false }));
}
