/** Where the view's two files lie, as URIs that a webview may load. */
export interface ShellOptions {
  readonly scriptUri: string;
  readonly styleUri: string;
  /** A fresh random value for each page, at least 16 letters and digits. */
  readonly nonce: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
}

/**
 * The page that the view's script draws into. Its policy lets it run one script and one stylesheet of the extension's
 * own and nothing else: no image, font, frame or connection, since each could carry a text out.
 */
export function htmlShell({ scriptUri, styleUri, nonce, cspSource }: ShellOptions): string {
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
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${toAttribute(policy)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Watershed Chat</title>
  <link rel="stylesheet" href="${toAttribute(styleUri)}">
</head>
<body>
  <script nonce="${toAttribute(nonce)}" src="${toAttribute(scriptUri)}"></script>
</body>
</html>
`;
}

function toAttribute(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}
