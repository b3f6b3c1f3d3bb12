/* The desk: a term that is chosen from the suggestions (suggest.js) takes the place of what was typed last. */
"use strict";

document.addEventListener("suggestion", (event) => {
  const input = event.target;
  if (!input.dataset.terms) return;
  event.preventDefault();
  const before = input.value.match(/^(?:.*[;；])?/s)[0].trimEnd();
  input.value = `${before}${before && " "}${event.detail.text}`;
});
