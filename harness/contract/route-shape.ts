import { z } from 'zod';

/** `POST /predict`. */
export const route = z
  .string()
  .regex(/^(GET|POST|PUT) \/\S*$/, 'a method and a path, such as POST /predict')
  .transform((text) => {
    const space = text.indexOf(' ');
    return { method: text.slice(0, space) as 'GET' | 'POST' | 'PUT', path: text.slice(space + 1) };
  });
