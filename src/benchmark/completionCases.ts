import type { CompletionCase } from './cases.ts';
import { type Check, firstLineMatches } from './checks.ts';

/** One line each, so that the check can name every right answer. `█` is the cursor. */
export const completionCases: readonly CompletionCase[] = [
  gap({
    id: 'typescript-add',
    title: 'TypeScript: add two numbers',
    file: ['add.ts', 'typescript'],
    code: `/** The sum of two numbers. */
export function add(left: number, right: number): number {
  █
}
`,
    check: firstLineMatches(/return (?:left \+ right|right \+ left);?/),
  }),
  gap({
    id: 'typescript-weekdays',
    title: 'TypeScript: continue a list',
    file: ['weekdays.ts', 'typescript'],
    code: `export const weekdays = [
  'Monday',
  'Tuesday',
  █
  'Thursday',
  'Friday',
];
`,
    check: firstLineMatches(/'Wednesday',?/),
  }),
  gap({
    id: 'python-even',
    title: 'Python: is a number even',
    file: ['numbers.py', 'python'],
    code: `def is_odd(number: int) -> bool:
    return number % 2 == 1


def is_even(number: int) -> bool:
    █
`,
    check: firstLineMatches(/return (?:\(?number % 2\)? == 0|not is_odd\(number\)|number % 2 != 1|not number % 2)/),
  }),
  gap({
    id: 'python-count',
    title: 'Python: count words',
    file: ['words.py', 'python'],
    code: `def count_words(words: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        █
    return counts
`,
    check: firstLineMatches(/counts\[word\] = (?:counts\.get\(word, 0\) \+ 1|1 \+ counts\.get\(word, 0\))/),
  }),
  gap({
    id: 'go-error',
    title: 'Go: return an error',
    file: ['read.go', 'go'],
    code: `func readConfig(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		█
	}
	return data, nil
}
`,
    check: firstLineMatches(/return nil, (?:err|fmt\.Errorf\(.*\berr\))/),
  }),
  gap({
    id: 'java-getter',
    title: 'Java: a getter',
    file: ['Person.java', 'java'],
    code: `public class Person {
    private final String name;
    private final int age;

    public int getAge() {
        return age;
    }

    public String getName() {
        █
    }
}
`,
    check: firstLineMatches(/return (?:this\.)?name;/),
  }),
  gap({
    id: 'rust-largest',
    title: 'Rust: the largest value',
    file: ['largest.rs', 'rust'],
    code: `fn smallest(values: &[i32]) -> Option<i32> {
    values.iter().copied().min()
}

fn largest(values: &[i32]) -> Option<i32> {
    █
}
`,
    check: firstLineMatches(
      /values\.iter\(\)\.(?:copied|cloned)\(\)\.max\(\)|values\.iter\(\)\.max\(\)\.(?:copied|cloned)\(\)/,
    ),
  }),
  gap({
    id: 'c-swap',
    title: 'C: swap two values',
    file: ['swap.c', 'c'],
    code: `void swap(int *left, int *right) {
    int temporary = *left;
    *left = *right;
    █
}
`,
    check: firstLineMatches(/\*right = temporary;/),
  }),
];

interface Gap {
  readonly id: string;
  readonly title: string;
  /** The file's name and its language identifier. */
  readonly file: readonly [name: string, languageId: string];
  readonly code: string;
  readonly check: Check;
}

function gap({ id, title, file: [name, languageId], code, check }: Gap): CompletionCase {
  const cursor = code.indexOf('█');
  return {
    kind: 'completion',
    ...{ id, title, check },
    origin: { uri: `watershed-benchmark:/${name}`, path: `benchmark/${name}`, languageId },
    prefix: code.slice(0, cursor),
    suffix: code.slice(cursor + 1),
    maxOutputTokens: 32,
  };
}
