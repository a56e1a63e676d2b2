import type { ProjectContext } from './projectContext.ts';

/** For a caller without an editor: nothing of the project goes along. */
export const noContext: ProjectContext = {
  current: () => [],
  refresh: async () => false,
};
