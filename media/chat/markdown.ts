import createDOMPurify from 'dompurify';
import { Marked, type Token } from 'marked';
import { toOfferedUrl } from './links.ts';

/**
 * Turns parsed Markdown into elements that carry nothing out and run nothing: no image, no style, no form, no frame,
 * and links only as `data-url`, so that a click reaches our own listener and nothing else.
 */
export function createMarkdownRenderer(): (token: Token) => DocumentFragment {
  const marked = createMarked();
  const purifier = createDOMPurify(window);
  return (token) =>
    purifier.sanitize(marked.parser([token]), {
      ALLOWED_TAGS: allowedTags,
      ALLOWED_ATTR: allowedAttributes,
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      RETURN_DOM_FRAGMENT: true,
    });
}

/** The language's name out of what stands after a fence, such as `ts title="a.ts"`; empty when there is none. */
export function toLanguage(infoString: string | undefined): string {
  return infoString?.trim().split(/[\s,:{]/)[0] ?? '';
}

const allowedTags = [
  ...['p', 'br', 'hr', 'strong', 'em', 'del', 'a', 'code', 'pre', 'blockquote'],
  ...['h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

const allowedAttributes = ['data-url', 'data-language', 'start', 'align'];

function createMarked(): Marked {
  return new Marked({
    gfm: true,
    renderer: {
      // The page's own headings are of level 2, so an answer's begin below them.
      heading({ tokens, depth }) {
        const level = Math.min(depth + 2, 6);
        return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
      },
      code: ({ text, lang }) =>
        `<pre data-language="${escapeHtml(toLanguage(lang))}"><code>${escapeHtml(text)}</code></pre>`,
      link({ href, tokens }) {
        return toLink(href, this.parser.parseInline(tokens));
      },
      image: ({ href, text }) => toLink(href, escapeHtml(`[image: ${text}]`)),
      // Markup of the model's own is shown as the text that it is; a line break is the only one with a use in tables.
      html: ({ text }) => (/^<br\s*\/?>$/i.test(text.trim()) ? '<br>' : escapeHtml(text)),
      checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    },
  });
}

/** A link that may not be offered stays as its text. */
function toLink(href: string, content: string): string {
  const url = toOfferedUrl(href);
  return url === undefined ? content : `<a data-url="${escapeHtml(url)}">${content}</a>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
