/* The share menu: copying the link, and passing it to an app where the browser can. Without it the link stands in a field. */
"use strict";

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    await navigator.clipboard.writeText(field.value);
    // The status of the page says it, too (tray.js).
    document.querySelector("body > [role=status]").textContent = button.textContent = button.dataset.done;
  });
}

for (const button of document.querySelectorAll("[data-shares]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => {
    // Who changes their mind is no error.
    navigator.share({ title: button.dataset.title, url: button.dataset.shares }).catch(() => {});
  });
}
