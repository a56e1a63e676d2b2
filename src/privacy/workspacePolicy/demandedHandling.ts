import { type HandledKind, type Handling, handlings } from '../../contract/privacySettings.ts';
import { handledKinds } from '../handling.ts';

/** What policies demand of some kinds of findings. */
export type DemandedHandling = Readonly<Partial<Record<HandledKind, Handling>>>;

/** The kinds of which a policy file says something. */
export function toDemands(read: Readonly<Partial<Record<HandledKind, Handling | undefined>>>): DemandedHandling {
  return ofKinds((kind) => read[kind]);
}

/** Of each kind the stricter of two demands. */
export function combineDemands(one: DemandedHandling, other: DemandedHandling): DemandedHandling {
  return ofKinds((kind) => handlings.find((handling) => one[kind] === handling || other[kind] === handling));
}

function ofKinds(demandOf: (kind: HandledKind) => Handling | undefined): DemandedHandling {
  const demands: Partial<Record<HandledKind, Handling>> = {};
  for (const kind of handledKinds) {
    const demand = demandOf(kind);
    if (demand !== undefined) demands[kind] = demand;
  }
  return demands;
}
