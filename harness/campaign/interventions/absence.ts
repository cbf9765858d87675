import type { InterventionFile } from '../../contract/stack-file.ts';

/** One way in which a model can be taken away from whoever asks for it. */
export type Absence =
  | { readonly kind: 'removed'; readonly way: string }
  | { readonly kind: 'started-without'; readonly way: string }
  | { readonly kind: 'killed'; readonly way: string }
  | { readonly kind: 'frozen'; readonly way: string }
  | { readonly kind: 'command'; readonly way: string; readonly file: InterventionFile };

export interface Takeable {
  /** Whether Assay started the endpoint, and may end it. */
  readonly isOurs: boolean;
  /** Whether the endpoint reads its artifact from the run's own folder. */
  readonly readsOurFolder: boolean;
  /** Whether there is a route that forces a reload. */
  readonly reloads: boolean;
  readonly commands: readonly InterventionFile[];
}

/**
 * What can be done with this stack, in turn. That an endpoint is started without its artifact is only needed where it cannot
 * lose it, or keeps it all the same.
 */
export function absences({ isOurs, readsOurFolder, reloads, commands }: Takeable): Absence[] {
  return [
    ...(readsOurFolder && reloads
      ? [{ kind: 'removed', way: 'its artifact is removed, and a reload forced' } as const]
      : []),
    ...(readsOurFolder && isOurs
      ? [{ kind: 'started-without', way: 'it is started anew without its artifact' } as const]
      : []),
    ...(isOurs
      ? ([
          { kind: 'killed', way: 'it is killed' },
          { kind: 'frozen', way: 'it is frozen' },
        ] as const)
      : []),
    ...commands
      .filter(({ predicts }) => predicts === 'nothing')
      .map((file) => ({ kind: 'command', way: file.name, file }) as const),
  ];
}
