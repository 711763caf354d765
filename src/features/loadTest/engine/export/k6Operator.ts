import { Document, stringify } from "yaml";
import { exportK6 } from "./k6.ts";
import type { ExportInput } from "./exportedPlan.ts";

/**
 * The plan for k6-operator: a ConfigMap with the k6 script, and a TestRun that runs it in a Kubernetes cluster.
 * @returns two YAML documents, for `kubectl apply -f`
 */
export function exportK6Operator(input: ExportInput): string {
  const name = "senior-backend-load";
  const script = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data: { "script.js": exportK6(input) },
  };
  const run = new Document({
    apiVersion: "k6.io/v1alpha1",
    kind: "TestRun",
    metadata: { name },
    spec: {
      parallelism: 1,
      script: { configMap: { name, file: "script.js" } },
      separate: true,
      cleanup: "post",
    },
  });
  run.commentBefore = [
    " With a higher parallelism each pod gets its share of the load, but thresholds and percentiles hold a pod at a",
    " time and are never merged; send the metrics to Prometheus to see them together.",
    " Credentials: add a secret under spec.runner.env, under the names that the script reads from __ENV.",
  ].join("\n");
  return `${stringify(script, { lineWidth: 0, blockQuote: "literal" })}---\n${run.toString({ lineWidth: 0 })}`;
}
