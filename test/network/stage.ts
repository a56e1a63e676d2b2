import { launchBrowser } from '../support/browser.ts';
import { reportToStderr } from '../support/cache.ts';
import { ensureCodeServer } from '../support/codeServer.ts';
import { ensureLlamaCpp } from '../support/llamaServer.ts';
import { ensureSmallModel } from '../support/models.ts';
import { createNamespaces, whyNoNamespaces } from './namespaces.ts';

/** A network of its own for one run of the tests of this folder. */
export interface TestNetwork extends AsyncDisposable {
  /** The beginning of a command line; the command after it runs inside. */
  readonly inside: readonly string[];
}

/** Fetches everything that the tests start, since inside there is no package registry. */
export async function prepareNetworkTests(): Promise<void> {
  await ensureCodeServer(reportToStderr);
  await ensureLlamaCpp(reportToStderr);
  await ensureSmallModel(reportToStderr);
  const browser = await launchBrowser(reportToStderr);
  await browser.close();
}

/** Makes the network, or says in one line what this machine lacks for it. */
export async function tryCreateNetwork(): Promise<TestNetwork | { readonly missing: string }> {
  const missing = whyNoNamespaces();
  if (missing !== undefined) return { missing };
  try {
    const namespaces = await createNamespaces();
    return {
      inside: [...['ip', 'netns', 'exec', namespaces.editor, 'env'], ...environment(namespaces.cloud)],
      [Symbol.asyncDispose]: () => namespaces[Symbol.asyncDispose](),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const need = 'it needs CAP_SYS_ADMIN and CAP_NET_ADMIN, as root in a virtual machine or a privileged container has';
    return { missing: `A network namespace could not be made: ${need}. ${reason.replaceAll('\n', ' ')}` };
  }
}

/** How the tests find the other namespace's name. */
export const cloudNamespaceVariable = 'WATERSHED_CLOUD_NAMESPACE';

/** A proxy of the machine would be out of reach, and be asked instead of the cloud. */
function environment(cloudNamespace: string): readonly string[] {
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
  return [...proxies.flatMap((name) => ['-u', name]), `${cloudNamespaceVariable}=${cloudNamespace}`];
}
