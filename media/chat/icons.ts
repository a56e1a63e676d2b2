/** Icons on a grid of 16 by 16, drawn as lines in the colour of the text around them. */
const paths = {
  send: 'M2.5 13.5 14 8 2.5 2.5 4 8zM4 8h5',
  stop: 'M4 4h8v8H4z',
  plus: 'M8 3v10M3 8h10',
  pencil: 'M3 13l.8-3.2 6.7-6.7 2.4 2.4-6.7 6.7zM9 4.6 11.4 7',
  trash: 'M3 4.5h10M6.5 4.5V2.8h3v1.7M4.5 4.5l.6 8.7h5.8l.6-8.7M7 7v4M9 7v4',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  check: 'M3.5 8.5l3 3 6-7',
  missing: 'M8 4v5M8 11.2v.8',
  insert: 'M2 8h6M5.5 5.2 8.3 8l-2.8 2.8M10.5 3h3M12 3v10M10.5 13h3',
  chevronDown: 'M4 6l4 4 4-4',
  close: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  selection: 'M2.5 5V2.5H5M11 2.5h2.5V5M13.5 11v2.5H11M5 13.5H2.5V11M5 6.5h6M5 9.5h4',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
} as const;

export type IconName = keyof typeof paths;

/** Draws an icon that a screen reader passes over; its button carries the name. */
export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  for (const [attribute, value] of Object.entries({ class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' })) {
    svg.setAttribute(attribute, value);
  }
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}

const svgNamespace = 'http://www.w3.org/2000/svg';
