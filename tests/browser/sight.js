// How texts look, and what else there is of each kind, so that what is the same is judged once. The tests put this into
// a page.
globalThis.sight ??= (() => {
  const ink = (element) => getComputedStyle(element)[element instanceof SVGElement ? 'fill' : 'color'];

  // How an element is painted by itself, if anything of it is seen. What can come to lie over something else is known by
  // its kind and its classes too, as what is drawn in a picture.
  const own = (element, { backgroundColor, backgroundImage, position }) => {
    const before = element.previousElementSibling;
    const fill = before instanceof SVGElement ? getComputedStyle(before).fill : '';
    const name = position === 'static' && !(element instanceof SVGElement) ? '' : `${element.tagName} ${element.getAttribute('class')} ${position}`;
    const isUnseen = backgroundColor === 'rgba(0, 0, 0, 0)' && backgroundImage === 'none' && !fill && !name;
    return isUnseen ? '' : [name, backgroundColor, backgroundImage, fill].join();
  };

  // The same of all that it stands in, up to what nothing shines through; and how faint all of it is.
  const looks = (known) => function around(element) {
    if (!element) return { text: '', faint: 1 };
    if (!known.has(element)) {
      const style = getComputedStyle(element);
      const { text, faint } = around(element.parentElement);
      const isOpaque = style.backgroundColor.startsWith('rgb(') && style.backgroundImage === 'none';
      const behind = isOpaque ? '' : text;
      known.set(element, { text: `${own(element, style)} ${behind}`.trim(), faint: faint * style.opacity });
    }
    return known.get(element);
  };

  // Whether text counts as large: 14 points and bold, or 18 points (WCAG 2.2, 1.4.3).
  const isLarge = ({ fontSize, fontWeight }) => parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);

  const told = (element, around) => {
    const style = getComputedStyle(element);
    const { fontWeight, textShadow, textDecorationLine } = style;
    const { text, faint } = around(element);
    const beside = ink(element.parentElement); // a link in a text has to differ from it
    const name = `${element.tagName}.${element.getAttribute('class')}`;
    return [name, ink(element), beside, textDecorationLine, isLarge(style), fontWeight, textShadow, faint, text].join();
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

  // The colour of one element's text, whether it is large, and how it looks; scrolled to where no column that stays lies
  // over it.
  const one = (element) => {
    element.scrollIntoView({ block: 'center', inline: 'end' });
    return [ink(element), isLarge(getComputedStyle(element)), told(element, looks(new Map()))];
  };

  // What is like nothing before it: by its kind, its classes and those of what it stands in, which is how rules know it.
  const ofEachKind = (every) => {
    const known = new Set();
    return every.filter((element) => {
      const kind = [];
      for (let one = element; one; one = one.parentElement) kind.push(`${one.tagName}.${one.getAttribute('class') ?? ''}`);
      return !known.has(kind.join()) && known.add(kind.join());
    });
  };

  // What can be chosen, one of each kind.
  const targets = () => ofEachKind([...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]);

  return { all, one, ofEachKind, targets };
})();
