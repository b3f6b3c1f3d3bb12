/* Leakage check: a suggestion that is chosen (suggest.js) becomes a line of its list at once; the page is not left. */
"use strict";

for (const input of document.querySelectorAll("[data-adds-to]")) {
  input.addEventListener("suggestion", (event) => {
    event.preventDefault();
    const list = document.getElementById(input.dataset.addsTo);
    list.value = `${list.value.trimEnd()}\n${event.detail.code}\n`.trimStart();
    input.value = "";
  });
}
