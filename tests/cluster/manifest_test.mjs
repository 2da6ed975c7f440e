// manifest_test.mjs: reads the documents of a Kubernetes manifest, a JSON array on standard input, and holds each against the schema of
// the Kubernetes API that the package kubernetes-models has (validators that were compiled from its OpenAPI document). Prints what is
// wrong, a line each.
import { readFileSync } from "node:fs";

const SCHEMAS = { "batch/v1/Job": "IoK8sApiBatchV1Job", "v1/ConfigMap": "IoK8sApiCoreV1ConfigMap" };

// The schema lets fields pass that it does not know, where the API refuses them by default. Its validator never reads such a
// field: what this stand-in of an object was not asked for is unknown.
function watched(value, place, objects) {
  if (value === null || typeof value !== "object") return value;
  const kept = Array.isArray(value) ? [] : {};
  for (const key of Object.keys(value)) kept[key] = watched(value[key], `${place}/${key}`, objects);
  if (Array.isArray(value)) return kept;
  const read = new Set();
  objects.push({ place, value, read });
  return new Proxy(kept, {
    get(target, key) {
      read.add(key);
      return target[key];
    },
  });
}

async function faults(document, number) {
  const kind = `${document.apiVersion}/${document.kind}`;
  if (!(kind in SCHEMAS)) return [`${number}: nothing is known of ${kind}`];
  const { validate } = await import(`kubernetes-models/_schemas/${SCHEMAS[kind]}`);
  const objects = [];
  const found = validate(watched(document, `${number}`, objects)) ? [] : validate.errors;
  return [
    ...found.map((error) => `${number}${error.instancePath}: ${error.keyword} ${JSON.stringify(error.params)}`),
    ...objects.flatMap(({ place, value, read }) =>
      Object.keys(value).filter((key) => !read.has(key)).map((key) => `${place}/${key}: unknown`)),
  ];
}

const documents = JSON.parse(readFileSync(0, "utf8"));
for (const [number, document] of documents.entries()) for (const fault of await faults(document, number)) console.log(fault);
