/** A vendor's key or token as its documentation describes it. */
export interface VendorFormat {
  /** The name that findings and tests use. */
  readonly rule: string;
  /** What it is, to be used inside a sentence, for example `a GitHub token`. */
  readonly what: string;
  /** Literals of which each such key holds one; case counts. A text without any of them is not looked at further. */
  readonly keywords: readonly string[];
  /** What stands directly before the keyword, in the notation of `body`. */
  readonly before?: string;
  /**
   * What follows the keyword: literal text with runs in angle brackets, each an alphabet and a length, for example
   * `<word:22>.<word:43>`. A length is exact (`22`), a range (`20-40`) or open (`20+`).
   */
  readonly body: string;
  /** Set where the keyword stands in ordinary words too: the key must hold a digit then. */
  readonly needsDigit?: true;
  /** Set where no vendor stands behind it: it counts like a secret that was found by its name. */
  readonly generic?: true;
  /** How the last characters are computed from the others. */
  readonly checksum?: 'crc32-base62';
  /** Where the format is documented. */
  readonly source: string;
}

export const alphabets = {
  digit: '0-9',
  hex: '0-9a-f',
  anyhex: '0-9a-fA-F',
  lower: 'a-z0-9',
  upper: 'A-Z0-9',
  alnum: 'A-Za-z0-9',
  /** base64url, and the set most vendors use. */
  word: 'A-Za-z0-9_-',
  base64: 'A-Za-z0-9+/',
  base64url: 'A-Za-z0-9_=-',
  base32: 'A-Z2-7',
  lower32: 'a-z2-7',
  /** As in an address: base64 with its signs as percent codes. */
  percent: 'A-Za-z0-9_.%~+/-',
  /** Whatever may stand in a value without quotes. */
  any: '!#-&(-:<-_a-~',
  /** base64 and base64url at once, with padding. */
  token: 'A-Za-z0-9+/=_-',
  /** What Azure uses for client secrets. */
  tilde: 'A-Za-z0-9_~.-',
} as const;
