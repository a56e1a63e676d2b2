import { fromBufferPromise } from 'yauzl';

/**
 * The names of the files in a ZIP archive, sorted.
 * @throws an error where the bytes are no such archive
 */
export async function zipNames(bytes: Buffer): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { fileName } of (await fromBufferPromise(bytes)).eachEntry()) names.push(fileName);
  return names.sort();
}
