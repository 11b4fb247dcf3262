// The SDK's own CRC classes answer with promises; handlers are synchronous. Tests compare the two.

/** CRC-32C (Castagnoli), reflected. @param sum of what came before, 0 at first */
export function crc32c(bytes: Uint8Array, sum = 0): number {
  castagnoli ??= table32(0x82f63b78);
  let crc = ~sum;
  for (let at = 0; at < bytes.length; at++) crc = (crc >>> 8) ^ castagnoli[(crc ^ bytes[at]!) & 0xff]!;
  return ~crc >>> 0;
}

/** CRC-64/NVME, reflected, as two unsigned halves: JavaScript's numbers are too short for it, its big ones too slow. */
export function crc64nvme(bytes: Uint8Array, [before1, before2] = [0, 0]): [high: number, low: number] {
  nvme ??= table64(0x9a6c9329, 0xac4bc9b5);
  const [highs, lows] = nvme;
  let high = ~before1;
  let low = ~before2;
  for (let at = 0; at < bytes.length; at++) {
    const index = (low ^ bytes[at]!) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ lows[index]!;
    high = (high >>> 8) ^ highs[index]!;
  }
  return [~high >>> 0, ~low >>> 0];
}

let castagnoli: Int32Array | undefined;
let nvme: readonly [highs: Int32Array, lows: Int32Array] | undefined;

function table32(polynomial: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, index) => {
    let crc = index;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
}

function table64(polynomialHigh: number, polynomialLow: number): readonly [Int32Array, Int32Array] {
  const highs = new Int32Array(256);
  const lows = new Int32Array(256);
  for (let index = 0; index < 256; index++) {
    let high = 0;
    let low = index;
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (odd) {
        low ^= polynomialLow;
        high ^= polynomialHigh;
      }
    }
    highs[index] = high;
    lows[index] = low;
  }
  return [highs, lows];
}
