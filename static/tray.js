/* Choosing entries for a comparison in place: the form of the tray is sent as it is, and of the page that answers what shows
   the choice is put here, so that nothing scrolls. Without it the same form loads its page. */
"use strict";

const choices = "header.site .tray, .gathered";
const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);

function mirrored(page) {
  for (const selector of choices.split(", ")) {
    const [here, there] = [document, page].map((one) => one.querySelector(selector));
    if (here && there) here.replaceWith(there);
    else if (there) document.querySelector("footer.site").before(there);
    else here?.remove();
  }
  // The buttons of entries: the same entry's button as the page that answers has it.
  for (const button of document.querySelectorAll("button[form=tray][value]:not([name=clear])")) {
    const same = page.querySelector(`button[form=tray][value="${CSS.escape(button.value)}"]:not([name=clear])`);
    if (!same) continue;
    button.name = same.name;
    button.setAttribute("aria-pressed", same.getAttribute("aria-pressed"));
    button.replaceChildren(...same.childNodes);
  }
}

let plainly = false;

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (form.id !== "tray" || !submitter || plainly) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, submitter));
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    if (new URL(answer.url).pathname !== location.pathname) {
      // One too many, or one that is unknown: the comparison says so.
      location.assign(answer.url);
      return;
    }
    mirrored(new DOMParser().parseFromString(await answer.text(), "text/html"));
    status.textContent = document.querySelector("header.site .tray .visually-hidden")?.textContent.trim() ?? "";
    if (!submitter.isConnected) document.querySelector("header.site .tray a").focus({ preventScroll: true });
  } catch {
    plainly = true;
    form.requestSubmit(submitter);
  }
});
