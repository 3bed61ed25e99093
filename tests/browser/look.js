// What the tests ask of a page as it stands on the screen. They put this into the page; the site has no script at all.
globalThis.look = (() => {
  const NEAR = 1; // pixels: what rounding does
  const THUMB = 48;
  const POINTER = 24; // what WCAG 2.5.8 asks at least
  const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';

  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getClientRects().length > 0;

  const named = (element) => {
    const words = (element.textContent || element.value || '').trim().replace(/\s+/g, ' ').slice(0, 40);
    return `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} “${words}”`;
  };

  // A table that is too wide may be slid sideways, by the keyboard too, and says what it is.
  const isSlide = (element) =>
    element.matches('[role="region"][tabindex="0"][aria-label]:not([aria-label=""])') &&
    ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);

  // Pieces of text as they are drawn, line by line.
  const lines = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      if (!text.data.trim() || !isShown(text.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) if (box.width > 1) found.push({ box, element: text.parentElement });
    }
    return found;
  };

  // What stands beyond the edges of the screen, where nobody can read it or only by sliding the whole page.
  const beyond = (drawn) => {
    const wide = document.documentElement.clientWidth + NEAR;
    const boxes = [
      ...drawn,
      ...[...document.querySelectorAll('img, svg, input, a, summary')].filter(isShown)
        .flatMap((element) => [...element.getClientRects()].map((box) => ({ box, element }))),
    ];
    const found = boxes.filter(({ box, element }) => (box.left < -NEAR || box.right > wide) && ![...ancestors(element)].some(isSlide));
    const slides = document.documentElement.scrollWidth > wide ? ['the whole page'] : [];
    return [...slides, ...new Set(found.map(({ element }) => named(element)))];
  };

  function* ancestors(element) {
    for (let one = element; one; one = one.parentElement) yield one;
  }

  // What holds more than it shows: cut off, or to be slid without saying so.
  const cut = () => [...document.querySelectorAll('body, body *')].filter((element) => {
    if (!isShown(element) || element instanceof SVGElement || element.matches('input') || isSlide(element)) return false;
    const { overflowX, overflowY, textOverflow } = getComputedStyle(element);
    return (overflowX !== 'visible' && element.scrollWidth > element.clientWidth + NEAR) ||
      (overflowY !== 'visible' && element.scrollHeight > element.clientHeight + NEAR) || textOverflow === 'ellipsis';
  }).map(named);

  // Text that is drawn over other text. Two lines of one paragraph may touch.
  const overlapping = (drawn) => {
    const every = drawn.sort((one, other) => one.box.top - other.box.top);
    const found = new Set();
    every.forEach((one, index) => {
      for (const other of every.slice(index + 1)) {
        if (other.box.top > one.box.bottom - 4) break;
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        if (across > 2) found.add(`${named(one.element)} and ${named(other.element)}`);
      }
    });
    return [...found];
  };

  // All of this.
  const losses = () => {
    const drawn = lines();
    const found = { 'beyond the edge': beyond(drawn), 'cut off': cut(), 'over other text': overlapping(drawn) };
    return Object.entries(found).flatMap(([how, every]) => every.map((one) => `${how}: ${one}`));
  };

  // What can be chosen and is lower than a thumb needs, or narrower than WCAG allows. Not what stands in the middle of a
  // text; a box is as large as its label.
  const small = () => [...document.querySelectorAll(FOCUSABLE)].filter((element) => {
    if (!isShown(element)) return false;
    const whole = getComputedStyle(element, '::after').position === 'absolute'; // the link of a card is the whole card
    if (getComputedStyle(element).display === 'inline' && !whole) return false;
    const target = whole ? element.offsetParent : element.matches('[type=radio], [type=checkbox]') ? element.closest('label') : element;
    const { width, height } = target.getBoundingClientRect();
    return height < THUMB - NEAR || width < POINTER;
  }).map(named);

  const reachable = () => [...document.querySelectorAll(FOCUSABLE)].filter(isShown);

  // Where something stays in sight while the page is slid, and hides what comes to lie below it: a sticky element never
  // leaves what it stands in.
  const stays = () => [...document.querySelectorAll('body *')].flatMap((element) => {
    const { position } = getComputedStyle(element);
    if (position === 'fixed') return [document.body];
    return position === 'sticky' ? [element.closest('table') ?? element.parentElement] : [];
  });

  // What has the focus and does not show it, or is hidden then. Where something stays in sight that is asked of all, on
  // the way down and on the way up; elsewhere it is the same of all of a kind.
  const unfocused = () => {
    const every = reachable();
    const places = new Set(stays());
    const near = every.filter((element) => [...ancestors(element)].some((one) => places.has(one)));
    const some = new Set([...near, ...sight.ofEachKind(every)]);
    const way = every.filter((element) => some.has(element));
    const found = (places.size ? [...way, ...way.toReversed()] : way).filter(isUnfocused).map(named);
    document.activeElement.blur(); // or the skip link would stay, over what stands below it
    return found;
  };
  const isUnfocused = (element) => {
    element.focus({ focusVisible: true });
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    if (document.activeElement !== element || outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return true;
    const wholes = element instanceof SVGElement ? [...element.querySelectorAll('path, text')] : [element];
    return !wholes.flatMap((one) => [...one.getClientRects()]).some((box) => {
      const across = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
      const down = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
      return element.contains(document.elementFromPoint(across, down));
    });
  };

  return { losses, small, unfocused };
})();
