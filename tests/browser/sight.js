// How texts look, so that what looks the same is judged once. The tests put this into a page.
globalThis.sight ??= (() => {
  // What an element is and what it has by itself: its kind, its classes, which attributes, and how it is painted.
  const own = (element) => {
    const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(element);
    const before = element.previousElementSibling;
    const fill = before instanceof SVGElement ? getComputedStyle(before).fill : '';
    const names = element.getAttributeNames().filter((name) => name !== 'style').sort();
    return [element.tagName, element.getAttribute('class'), names, backgroundColor, backgroundImage, opacity, position, fill].join();
  };

  const ink = (element) => getComputedStyle(element)[element instanceof SVGElement ? 'fill' : 'color'];

  // The same of all that it stands in, each only once.
  const looks = (known) => function around(element) {
    if (!element) return '';
    if (!known.has(element)) known.set(element, `${own(element)} ${around(element.parentElement)}`);
    return known.get(element);
  };

  const told = (element, around) => {
    const { fontSize, fontWeight, textShadow } = getComputedStyle(element);
    return [ink(element), fontSize, fontWeight, textShadow, around(element)].join();
  };

  // How all that says something looks, each look once; seen has an element for each.
  const all = () => {
    const around = looks(new Map());
    const found = new Map();
    for (const element of document.querySelectorAll('body *')) {
      const says = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      if (!says && !element.matches('input, select, textarea')) continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const look = told(element, around);
      if (!found.has(look)) found.set(look, element);
    }
    globalThis.sight.seen = [...found.values()];
    return [...found.keys()];
  };

  // The colour of one element's text, and how it looks; scrolled to where no column that stays lies over it.
  const one = (element) => {
    element.scrollIntoView({ block: 'center', inline: 'end' });
    return [ink(element), told(element, looks(new Map()))];
  };

  return { all, one };
})();
