/**
 * How a family of models wants to be asked to fill in the middle. Collected in shared/facts/completion.md from the
 * model cards and from the sources of llama.vscode, Continue and Tabby, August to September 2026.
 */
export interface FimFormat {
  readonly family: string;
  /** `psm`: prefix, suffix, then the place to fill. `spm`: the suffix stands first, so the prefix can grow at the end. */
  readonly layout: 'psm' | 'spm';
  readonly prefixToken: string;
  readonly suffixToken: string;
  /** Undefined where the text to fill starts right after the prefix. */
  readonly middleToken: string | undefined;
  /**
   * Whether what has been typed may stand behind the middle token, as the beginning of what is to be filled in: prefix
   * and suffix then stay in the server's cache. To the model it is what it has written itself so far. False where the
   * prefix stands last anyway, and where the tokenizer may put a space behind a control token (SentencePiece, as
   * llama.cpp runs it for Llama 2).
   */
  readonly continuesMiddle: boolean;
  /** How other files and the file's own path are written; undefined where the family has no form for them. */
  readonly files: FileMarks | undefined;
  /** Texts at which an answer is over. Servers hide most control tokens, but not all do. */
  readonly stop: readonly string[];
  /** Further tokens that prove the family, where its layout tokens alone do not. */
  readonly provedBy: readonly string[];
  /** Tells families apart that share their tokens: the model's own name must match. */
  readonly nameHint: RegExp | undefined;
}

/** `before`, a path, a line's end, then the file's text. */
export interface FileMarks {
  readonly before: string;
  /** `front`: before everything else. `prefix`: at the start of the prefix. */
  readonly place: 'front' | 'prefix';
}

/** The more special families first: the first one whose tokens a vocabulary holds is taken. */
export const fimFormats: readonly FimFormat[] = [
  {
    family: 'qwen',
    layout: 'psm',
    prefixToken: '<|fim_prefix|>',
    suffixToken: '<|fim_suffix|>',
    middleToken: '<|fim_middle|>',
    continuesMiddle: true,
    files: { before: '<|file_sep|>', place: 'front' },
    stop: ['<|endoftext|>', '<|file_sep|>'],
    provedBy: ['<|file_sep|>', '<|repo_name|>'],
    nameHint: undefined,
  },
  {
    family: 'codegemma',
    layout: 'psm',
    prefixToken: '<|fim_prefix|>',
    suffixToken: '<|fim_suffix|>',
    middleToken: '<|fim_middle|>',
    continuesMiddle: true,
    files: { before: '<|file_separator|>', place: 'front' },
    stop: ['<|file_separator|>'],
    provedBy: ['<|file_separator|>'],
    nameHint: undefined,
  },
  {
    family: 'granite',
    layout: 'psm',
    prefixToken: '<|fim_prefix|>',
    suffixToken: '<|fim_suffix|>',
    middleToken: '<|fim_middle|>',
    continuesMiddle: true,
    files: undefined,
    stop: ['<|end_of_text|>'],
    provedBy: [],
    nameHint: undefined,
  },
  {
    family: 'mellum',
    layout: 'spm',
    prefixToken: '<fim_prefix>',
    suffixToken: '<fim_suffix>',
    middleToken: '<fim_middle>',
    continuesMiddle: false,
    files: { before: '<filename>', place: 'front' },
    stop: ['<filename>', '<|endoftext|>'],
    provedBy: ['<filename>'],
    nameHint: /mellum/i,
  },
  {
    family: 'starcoder2',
    layout: 'psm',
    prefixToken: '<fim_prefix>',
    suffixToken: '<fim_suffix>',
    middleToken: '<fim_middle>',
    continuesMiddle: true,
    files: { before: '<file_sep>', place: 'front' },
    stop: ['<file_sep>', '<|endoftext|>'],
    provedBy: ['<file_sep>'],
    nameHint: undefined,
  },
  {
    family: 'starcoder',
    layout: 'psm',
    prefixToken: '<fim_prefix>',
    suffixToken: '<fim_suffix>',
    middleToken: '<fim_middle>',
    continuesMiddle: true,
    files: undefined,
    stop: ['<|endoftext|>'],
    provedBy: [],
    nameHint: undefined,
  },
  {
    family: 'deepseek-coder',
    layout: 'psm',
    prefixToken: '<｜fim▁begin｜>',
    suffixToken: '<｜fim▁hole｜>',
    middleToken: '<｜fim▁end｜>',
    continuesMiddle: true,
    files: undefined,
    stop: ['<｜end▁of▁sentence｜>'],
    provedBy: [],
    nameHint: undefined,
  },
  {
    family: 'glm',
    layout: 'psm',
    prefixToken: '<|code_prefix|>',
    suffixToken: '<|code_suffix|>',
    middleToken: '<|code_middle|>',
    continuesMiddle: true,
    files: undefined,
    stop: ['<|endoftext|>', '<|user|>'],
    provedBy: [],
    nameHint: undefined,
  },
  {
    family: 'seed-coder',
    layout: 'spm',
    prefixToken: '<[fim-prefix]>',
    suffixToken: '<[fim-suffix]>',
    middleToken: '<[fim-middle]>',
    continuesMiddle: false,
    files: undefined,
    stop: ['<[end▁of▁sentence]>'],
    provedBy: [],
    nameHint: undefined,
  },
  {
    family: 'codestral',
    layout: 'spm',
    prefixToken: '[PREFIX]',
    suffixToken: '[SUFFIX]',
    middleToken: undefined,
    continuesMiddle: false,
    files: { before: '+++++ ', place: 'prefix' },
    stop: ['</s>', '+++++ '],
    provedBy: [],
    nameHint: undefined,
  },
  {
    family: 'codellama',
    layout: 'psm',
    prefixToken: '<PRE> ',
    suffixToken: ' <SUF>',
    middleToken: ' <MID>',
    continuesMiddle: false,
    files: undefined,
    stop: ['<EOT>'],
    provedBy: ['<EOT>'],
    nameHint: undefined,
  },
];

/** The tokens that a vocabulary must hold for a family, as it lists them. */
export function requiredTokens(format: FimFormat): readonly string[] {
  const layout = [format.prefixToken, format.suffixToken, format.middleToken ?? ''];
  return [...layout.map((token) => token.trim()).filter((token) => token !== ''), ...format.provedBy];
}
