/* A file that comes in is looked at in steps: the button "Go on" presses itself until all rows were seen. */
"use strict";

const form = document.querySelector("form[data-goes-on]");
const bar = form?.querySelector("progress");

async function goOn() {
  const data = new FormData(form);
  data.set("act", "on");
  const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
  if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("application/json")) return;
  const { read, whole } = await answer.json();
  const gone = read > bar.value;
  bar.value = read;
  form.querySelector("output").textContent = read;
  if (whole) location.reload();
  else if (gone) await goOn();
}

// Where it does not go on, the button is there.
if (form) goOn().catch(() => {});
