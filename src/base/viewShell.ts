import { html } from './markup.ts';

/** Where the view's two files lie, as URIs that a webview may load. */
export interface ViewShell {
  readonly title: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** A fresh random value for each page, at least 16 letters and digits. */
  readonly nonce: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
}

/**
 * The page that a view's script draws into. Its policy lets it run one script and one stylesheet of the extension's
 * own and nothing else: no image, font, frame or connection, since each could carry a text out.
 */
export function renderViewShell({ title, scriptUri, styleUri, nonce, cspSource }: ViewShell): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    "img-src 'none'",
    "font-src 'none'",
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <link rel="stylesheet" href="${styleUri}">
</head>
<body>
  <script nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>
`;
  return page.html;
}
