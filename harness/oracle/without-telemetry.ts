/**
 * Keeps onnxruntime from reporting to its maker, and from leaving a device id in the user's home and logs in the temporary
 * folder: its release builds do so by default. It reads this from the process, not from a thread's copy of the
 * environment, before its first session: call it on the main thread.
 */
export function withoutTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}
