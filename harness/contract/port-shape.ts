import { z } from 'zod';

export const port = z.int().min(1).max(65_535);

/** What a port beside the main one is called. */
export const portName = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a name in kebab-case');
