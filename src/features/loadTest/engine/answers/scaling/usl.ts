/** A measured point: requests in flight, and the throughput that they reached in req/s. */
export interface ScalingPoint {
  readonly concurrency: number;
  readonly throughput: number;
}

/**
 * The Universal Scalability Law (Gunther, Guerrilla Capacity Planning, 2007):
 * X(N) = λN / (1 + σ(N − 1) + κN(N − 1)).
 */
export interface ScalabilityLaw {
  /** λ: req/s of one connection alone. */
  readonly lambda: number;
  /** σ, contention: the share of the work that is done one after another. */
  readonly sigma: number;
  /** κ, coherency: what each pair of concurrent requests costs in agreeing with each other. */
  readonly kappa: number;
  /** Coefficient of determination: 1 when the law explains all of the measurements. */
  readonly r2: number;
}

/** Below this the law's three numbers describe noise. */
export const fewestPoints = 6;

const rounds = 200;

/** Throughput (req/s) that the law predicts for a concurrency. */
export function predict({ lambda, sigma, kappa }: Omit<ScalabilityLaw, "r2">, concurrency: number): number {
  const others = concurrency - 1;
  return (lambda * concurrency) / (1 + sigma * others + kappa * concurrency * others);
}

/** The concurrency with the highest throughput, √((1 − σ)/κ); undefined when the law only flattens (κ = 0). */
export function peakConcurrency({ sigma, kappa }: Omit<ScalabilityLaw, "r2">): number | undefined {
  return kappa > 1e-9 ? Math.max(1, Math.floor(Math.sqrt(Math.max(0, 1 - sigma) / kappa))) : undefined;
}

/**
 * Fits the law by least squares (Levenberg–Marquardt with σ and κ kept at 0 or above).
 * @returns undefined with fewer than six points
 */
export function fitScalabilityLaw(points: readonly ScalingPoint[]): ScalabilityLaw | undefined {
  if (points.length < fewestPoints) return undefined;
  const lambda = Math.max(...points.map(({ concurrency, throughput }) => throughput / concurrency));
  const starts: readonly Parameters[] = [
    [lambda, 0.1, 0.01],
    [lambda, 0.01, 0.0001],
    [lambda, 0.5, 0],
  ];
  const fits = starts.map((start) => descend(points, start));
  const best = fits.reduce((one, other) =>
    squaredError(points, other) < squaredError(points, one) ? other : one,
  );
  return { ...toLaw(best), r2: 1 - squaredError(points, best) / totalVariation(points) };
}

type Parameters = readonly [lambda: number, sigma: number, kappa: number];

function descend(points: readonly ScalingPoint[], start: Parameters): Parameters {
  let current = start;
  let error = squaredError(points, current);
  let damping = 1e-3;
  for (let round = 0; round < rounds && damping < 1e12; round++) {
    const next = step(points, current, damping);
    const nextError = next === undefined ? Number.POSITIVE_INFINITY : squaredError(points, next);
    if (next !== undefined && nextError < error) {
      [current, error, damping] = [next, nextError, damping / 10];
    } else {
      damping *= 10;
    }
  }
  return current;
}

/** One damped Gauss–Newton step, with parameters scaled by their own curvature (Marquardt, 1963). */
function step(points: readonly ScalingPoint[], current: Parameters, damping: number): Parameters | undefined {
  const curvature = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  const slope = [0, 0, 0];
  for (const point of points) {
    const gradient = gradientOf(current, point.concurrency);
    const residual = point.throughput - predict(toLaw(current), point.concurrency);
    for (const [row, own] of gradient.entries()) {
      slope[row] = (slope[row] ?? 0) + own * residual;
      const line = curvature[row] ?? [];
      for (const [column, other] of gradient.entries()) line[column] = (line[column] ?? 0) + own * other;
    }
  }
  for (const [index, line] of curvature.entries()) line[index] = (line[index] ?? 0) * (1 + damping) + 1e-30;
  const change = solve(curvature, slope);
  if (change === undefined) return undefined;
  const [lambda, sigma, kappa] = current;
  return [
    Math.max(1e-9, lambda + (change[0] ?? 0)),
    Math.max(0, sigma + (change[1] ?? 0)),
    Math.max(0, kappa + (change[2] ?? 0)),
  ];
}

/** Partial derivatives of X(N) by λ, σ and κ. */
function gradientOf([lambda, sigma, kappa]: Parameters, concurrency: number): readonly number[] {
  const others = concurrency - 1;
  const denominator = 1 + sigma * others + kappa * concurrency * others;
  const bySigma = (-lambda * concurrency * others) / denominator ** 2;
  return [concurrency / denominator, bySigma, bySigma * concurrency];
}

/** Gaussian elimination with partial pivoting; undefined for a singular matrix. */
function solve(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): readonly number[] | undefined {
  const size = right.length;
  const rows = matrix.map((line, index) => [...line, right[index] ?? 0]);
  for (let column = 0; column < size; column++) {
    const below = rows.slice(column).sort((a, b) => Math.abs(b[column] ?? 0) - Math.abs(a[column] ?? 0));
    rows.splice(column, size, ...below);
    const pivot = rows[column]?.[column] ?? 0;
    if (Math.abs(pivot) < 1e-300) return undefined;
    rows[column] = (rows[column] ?? []).map((value) => value / pivot);
    for (const [index, row] of rows.entries()) {
      if (index === column) continue;
      const factor = row[column] ?? 0;
      rows[index] = row.map((value, place) => value - factor * (rows[column]?.[place] ?? 0));
    }
  }
  return rows.map((row) => row[size] ?? 0);
}

function toLaw([lambda, sigma, kappa]: Parameters): Omit<ScalabilityLaw, "r2"> {
  return { lambda, sigma, kappa };
}

function squaredError(points: readonly ScalingPoint[], parameters: Parameters): number {
  const law = toLaw(parameters);
  return points.reduce(
    (sum, { concurrency, throughput }) => sum + (throughput - predict(law, concurrency)) ** 2,
    0,
  );
}

function totalVariation(points: readonly ScalingPoint[]): number {
  const average = points.reduce((sum, { throughput }) => sum + throughput, 0) / points.length;
  return points.reduce((sum, { throughput }) => sum + (throughput - average) ** 2, 0) || Number.MIN_VALUE;
}
