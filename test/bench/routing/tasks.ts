import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A small programming task with calls whose results are known; the model sees the prompt alone. */
export type Task = z.infer<typeof taskSchema> & { readonly language: TaskLanguage };
export type TaskLanguage = (typeof languages)[number];

/** @throws ZodError */
export function readTasks(): readonly Task[] {
  return languages.flatMap((language) => {
    const json = readFileSync(join(import.meta.dirname, 'tasks', `${language}.json`), 'utf8');
    return z
      .array(taskSchema)
      .parse(JSON.parse(json))
      .map((task) => ({ ...task, language }));
  });
}

const languages = ['python', 'javascript'] as const;

const taskSchema = z.strictObject({
  id: z.string(),
  /** 1: an expression. 2: a loop. 3: a small algorithm. 4: what people look up. */
  level: z.int().min(1).max(4),
  functionName: z.string(),
  prompt: z.string(),
  cases: z.array(z.strictObject({ arguments: z.array(z.json()), expected: z.json() })).min(1),
});
