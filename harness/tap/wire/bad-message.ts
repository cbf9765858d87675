/** Bytes that are no HTTP/1.1 message, or one that two readers could read differently. */
export class BadMessage extends Error {}
