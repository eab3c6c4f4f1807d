let chosen: string | undefined;

/**
 * Lets all kernels that are instantiated from now on (in this thread) multiply matrices with another module: hexadecimal of
 * WebAssembly that imports env.memory and exports gemm and gemmTN. What was instantiated before stays as it is.
 */
export function useWideProducts(hex: string): void {
  chosen = hex;
}

/** The module that `useWideProducts` was given, which another thread must be given too; undefined without. */
export function wideProducts(): string | undefined {
  return chosen;
}
