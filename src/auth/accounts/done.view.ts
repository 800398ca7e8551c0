/** The bare acknowledgement, once the work is done. */
export async function toDone(work: Promise<unknown>) {
  await work;
  return { status: 'success' as const };
}
