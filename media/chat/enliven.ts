import { CodeBlock } from './codeBlock.ts';
import { element } from './dom.ts';
import type { MarkdownTools } from './render.ts';

/** Makes sanitised Markdown usable: its links reach the host, its code gets buttons, its tables scroll by themselves. */
export function enliven(root: HTMLElement, tools: MarkdownTools): void {
  for (const link of root.querySelectorAll<HTMLElement>('a[data-url]')) enlivenLink(link, tools);
  for (const pre of root.querySelectorAll<HTMLElement>('pre[data-language]')) {
    const codeBlock = new CodeBlock(pre.dataset['language'] ?? '', tools);
    codeBlock.draw(pre.textContent);
    pre.replaceWith(codeBlock.element);
  }
  for (const table of root.querySelectorAll('table')) {
    const scrolling = element('div', { class: 'table', tabindex: '0', role: 'region', 'aria-label': 'Table' });
    table.replaceWith(scrolling);
    scrolling.append(table);
  }
}

/** Without an `href` neither the browser nor the editor follows a link by itself: only the host can open it. */
function enlivenLink(link: HTMLElement, { post }: MarkdownTools): void {
  const url = link.dataset['url'] ?? '';
  const open = () => post({ type: 'open-link', url });
  link.title = url;
  link.tabIndex = 0;
  link.role = 'link';
  link.addEventListener('click', open);
  link.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') open();
  });
}
