/* What a look at a page tells of it: put into every page that tests/browser opens, and asked by looking.py. Every
   function returns a list of what is not as it should be, in words for whoever reads the test's message. */
"use strict";

window.looking = (() => {
  const name = (element) => {
    const first = (element.getAttribute("class") ?? "").split(" ")[0];
    const text = (element.getAttribute("aria-label") || element.textContent || element.value || "").trim();
    return `${element.localName}${first ? `.${first}` : ""} “${text.replace(/\s+/g, " ").slice(0, 40)}”`;
  };
  const shown = (element) =>
    element.getClientRects().length > 0 && element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");
  // What only screen readers meet, and what comes into the window with the focus.
  const aside = (element) => {
    for (let one = element; one; one = one.parentElement) {
      if (getComputedStyle(one).clipPath === "inset(50%)") return true;
    }
    const box = element.getBoundingClientRect();
    return box.right + scrollX <= 0 || box.bottom + scrollY <= 0;
  };
  const scrolls = (element) => {
    for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
      if (getComputedStyle(one).overflowX !== "visible") return true;
    }
    return false;
  };
  const ADDRESS = /:\/\/|\b10\.\d{4,}\/|\w\.[a-z]{2,}\/\S/;
  const CONTROLS = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";

  /* What makes the page wider than the window. */
  function wide() {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const out = [...document.body.querySelectorAll("*")].filter((element) => {
      return element.getBoundingClientRect().right > room + 1 && !scrolls(element);
    });
    return [`${document.documentElement.scrollWidth} pixels in ${innerWidth}`, ...out.slice(-4).map(name)];
  }

  /* Text that its own box cuts off; what is cut after some lines on purpose has an ellipsis for it. */
  function cut() {
    return [...document.body.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      const hides = (overflow) => overflow === "hidden" || overflow === "clip";
      const over = (hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
        || (hides(style.overflowY) && style.webkitLineClamp === "none" && element.scrollHeight > element.clientHeight + 2);
      return over && element.textContent.trim() && !element.closest("svg, option") && shown(element) && !aside(element);
    }).map(name);
  }

  /* What stands in an empty field that is too narrow for it, and lists of the header that would have to be pushed. */
  function narrow() {
    const pen = document.createElement("canvas").getContext("2d");
    const fields = [...document.querySelectorAll("input[placeholder]")].filter((field) => {
      // The header's field shrinks before the menu does, and has an ellipsis for it.
      if (!shown(field) || getComputedStyle(field).textOverflow === "ellipsis") return false;
      const style = getComputedStyle(field), inside = getComputedStyle(field, "::placeholder");
      pen.font = `${inside.fontSize} ${inside.fontFamily}`;
      const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      return pen.measureText(field.placeholder).width > room + 1;
    });
    const lists = [...document.querySelectorAll("header nav ul")].filter((list) => list.scrollWidth > list.clientWidth + 1);
    return [...fields.map((field) => field.placeholder), ...lists.map(name)];
  }

  /* Words that go on in the next line. Chinese has no spaces between words; codes, addresses and DOIs may break. */
  function broken() {
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
      const text = texts.currentNode, element = text.parentElement;
      if (!text.data.trim() || element.closest("script, svg, code, pre, option, .cite") || ADDRESS.test(text.data)) continue;
      range.selectNodeContents(text);
      if (range.getClientRects().length < 2 || aside(element)) continue;
      for (const { 0: word, index } of text.data.matchAll(/[\p{L}\p{N}]{2,}/gu)) {
        if (/\p{Script=Han}/u.test(word)) continue;
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const tops = [...range.getClientRects()].map((box) => box.top);
        if (Math.max(...tops) - Math.min(...tops) > 4) found.push(`“${word}” in ${name(element)}`);
      }
    }
    return found;
  }

  /* Targets smaller than 24 by 24 pixels, but for the two exceptions of WCAG 2.5.8 that can be computed: in a line of
     other text, and with so much room around that a circle of 24 pixels touches no other target. */
  function small() {
    const SIDE = 24;
    const targets = [...document.querySelectorAll(CONTROLS)].filter((one) => shown(one) && !aside(one) && one.tabIndex >= 0);
    const boxes = new Map(targets.map((one) => {
      const parts = [one, ...(one.labels ?? [])].filter(shown).map((part) => part.getBoundingClientRect());
      const left = Math.min(...parts.map((part) => part.left)), right = Math.max(...parts.map((part) => part.right));
      const top = Math.min(...parts.map((part) => part.top)), bottom = Math.max(...parts.map((part) => part.bottom));
      return [one, { left, right, top, bottom, x: (left + right) / 2, y: (top + bottom) / 2 }];
    }));
    const little = (box) => box.right - box.left < SIDE - 0.5 || box.bottom - box.top < SIDE - 0.5;
    const inText = (one) => {
      if (getComputedStyle(one).display !== "inline") return false;
      let block = one.parentElement;
      while (getComputedStyle(block).display === "inline") block = block.parentElement;
      const others = [...block.querySelectorAll(CONTROLS)].reduce((text, other) => text.replace(other.textContent, ""), block.textContent);
      return /[\p{L}\p{N}]/u.test(others);
    };
    const crowded = (one, box) => targets.some((other) => {
      if (other === one || one.contains(other) || other.contains(one)) return false;
      const there = boxes.get(other);
      const x = Math.max(there.left, Math.min(box.x, there.right)), y = Math.max(there.top, Math.min(box.y, there.bottom));
      if (Math.hypot(box.x - x, box.y - y) < SIDE / 2) return true;
      return little(there) && Math.hypot(box.x - there.x, box.y - there.y) < SIDE;
    });
    return targets.filter((one) => little(boxes.get(one)) && !inText(one) && crowded(one, boxes.get(one))).map((one) => {
      const box = boxes.get(one);
      return `${name(one)} ${Math.round(box.right - box.left)} x ${Math.round(box.bottom - box.top)}`;
    });
  }

  /* How far content has jumped since the page began (https://web.dev/articles/cls). */
  function shift() {
    return new Promise((tell) => {
      let sum = 0;
      const add = (list) => { for (const entry of list.getEntries()) sum += entry.value; };
      new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
      setTimeout(() => tell(sum), 50);
    });
  }

  /* A walk by Tab: `begin` notes what can be reached, each Tab judges where the focus stands, `end` tells. */
  const walk = { items: [], before: new Map(), reached: [], faults: [], left: false };
  const face = (element) => [
    element, element.parentElement, element.parentElement?.parentElement, ...(element.closest("svg") ? element.children : []),
  ].map((one) => {
    if (!one) return "";
    const style = getComputedStyle(one);
    const outline = style.outlineStyle === "none" ? "" : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
    return [outline, style.stroke, style.strokeWidth, style.boxShadow, style.backgroundColor, style.color, style.borderColor, style.textDecorationLine].join();
  }).join();

  function judge() {
    const element = document.activeElement;
    if (element === document.body || element === walk.reached[0]) {
      walk.left ||= walk.reached.length > 0;
      return;
    }
    if (walk.left || walk.reached.includes(element)) return;
    walk.reached.push(element);
    const box = element.getBoundingClientRect();
    const inside = box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
    if (!inside || box.width < 2 || box.height < 2) walk.faults.push(`${name(element)} has the focus out of sight`);
    if (element.tabIndex > 0) walk.faults.push(`${name(element)} has an order of its own`);
    if (walk.before.get(element) === face(element)) walk.faults.push(`nothing shows that ${name(element)} has the focus`);
    const points = [...element.getClientRects()].flatMap((part) => [0.1, 0.5, 0.9].map((x) => [part.left + part.width * x, part.top + part.height / 2]));
    const hits = points.map(([x, y]) => document.elementFromPoint(x, y)).filter(Boolean);
    // The box of a link in a drawing is more than what is drawn.
    if (element.closest("svg")) return;
    const own = (hit) => hit === element || element.contains(hit) || hit.contains(element) || hit.control === element;
    if (hits.length && !hits.some(own)) walk.faults.push(`${name(element)} is covered by ${name(hits[0])}`);
  }

  function begin() {
    document.activeElement?.blur();
    scrollTo(0, 0);
    walk.items = [...document.querySelectorAll(CONTROLS)].filter((one) => one.tabIndex >= 0 && !one.disabled && shown(one));
    walk.before = new Map(walk.items.map((one) => [one, face(one)]));
    addEventListener("keydown", judge, { capture: true });
    return walk.items.length;
  }

  function end() {
    judge();
    const group = (one) => (one.type === "radio" ? one.name : null);
    const groups = new Set(walk.reached.map(group).filter(Boolean));
    const lost = walk.items.filter((one) => !walk.reached.includes(one) && !groups.has(group(one)));
    const first = walk.reached[0]?.getAttribute("href") ?? "";
    return [
      ...walk.faults,
      ...lost.map((one) => `Tab does not come to ${name(one)}`),
      ...(walk.left ? [] : [`Tab does not leave ${name(document.activeElement)}`]),
      // What has no header has nothing to be led past.
      ...(!document.querySelector("body > header") || (/^#./.test(first) && document.getElementById(first.slice(1))) ? []
        : ["the first stop does not lead to the content"]),
    ];
  }

  /* What answers to the mouse alone: asked for each element that listens to it. */
  function mouseOnly(element) {
    if (element.nodeType !== Node.ELEMENT_NODE || !shown(element) || element.matches("html, body, main, label")) return null;
    return element.closest(CONTROLS) || element.querySelector(CONTROLS) || element.closest("[role=listbox]") ? null : name(element);
  }

  return { wide, cut, narrow, broken, small, shift, begin, end, mouseOnly };
})();
