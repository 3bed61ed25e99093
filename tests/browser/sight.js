// How texts look, so that what looks the same is judged once. The tests put this into a page.
globalThis.sight ??= (() => {
  const ink = (element) => getComputedStyle(element)[element instanceof SVGElement ? 'fill' : 'color'];

  // What an element is and what it has by itself: its kind, its classes, which attributes, and how it is painted.
  const own = (element, { backgroundColor, backgroundImage, position }) => {
    const before = element.previousElementSibling;
    const fill = before instanceof SVGElement ? getComputedStyle(before).fill : '';
    const names = element.getAttributeNames().filter((name) => name !== 'style').sort();
    return [element.tagName, element.getAttribute('class'), names, backgroundColor, backgroundImage, position, fill].join();
  };

  // The same of all that it stands in, up to what nothing shines through; and how faint all of it is.
  const looks = (known) => function around(element) {
    if (!element) return { text: '', faint: 1 };
    if (!known.has(element)) {
      const style = getComputedStyle(element);
      const { text, faint } = around(element.parentElement);
      const isOpaque = style.backgroundColor.startsWith('rgb(');
      const behind = isOpaque ? '' : text;
      known.set(element, { text: `${own(element, style)} ${behind}`, faint: faint * style.opacity });
    }
    return known.get(element);
  };

  const told = (element, around) => {
    const { fontSize, fontWeight, textShadow, textDecorationLine } = getComputedStyle(element);
    const { text, faint } = around(element);
    const beside = ink(element.parentElement); // a link in a text has to differ from it
    return [ink(element), beside, textDecorationLine, fontSize, fontWeight, textShadow, faint, text].join();
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
