/* Adding a dataset to a comparison: a suggestion that is chosen (suggest.js) is added at once, not opened. */
"use strict";

document.querySelector("form.add")?.addEventListener("suggestion", (event) => {
  event.preventDefault();
  event.target.value = event.detail.code;
  event.target.form.requestSubmit();
});
