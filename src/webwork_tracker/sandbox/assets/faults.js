// Faults.
export const start = () => {};
export async function refresh() {}
