#!/usr/bin/env bash
# bench/aws/run.sh [POOLS] [CHANGED]: Poolwright beside Cluster API Provider AWS, on one emulated account, one after the other in one run.
# Needs the harness beside the project, or where POOLWRIGHT_HARNESS says, and a build (`npm run build`). Prints JSON with both sides' counts by the harness's
# proxy, and writes it to .cache/bench-aws.json. The first time programs are compiled for about ten minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
H=${POOLWRIGHT_HARNESS:-../shared/harness}; N=${1:-200}; C=${2:-50}
D=$(mktemp -d)
down() { for s in node-joiner-down capa-down capi-down aws-down; do "$H/$s" --dir "$D" >/dev/null 2>&1 || true; done; "$H/kube-down" --dir "$D" --wipe >/dev/null 2>&1 || true; rm -rf "$D"; }
trap down EXIT; trap 'exit 130' INT; trap 'exit 143' TERM
export POOLWRIGHT_HARNESS_DIR=$D
"$H/kube-up" >/dev/null; "$H/aws-up" --settings '{"refreshStepMs":300}' >/dev/null; "$H/capi-up" >/dev/null; "$H/node-joiner-up" >/dev/null
. "$D/env"
"$H/pools" "$N" --prefix ours >"$D/pools.yaml"
"$H/pools" "$C" --prefix ours --instance-type t3.xlarge >"$D/first.yaml"
"$H/pools" "$((N - C))" --prefix ours --start "$C" >"$D/rest.yaml"
{ cat "$D/first.yaml"; echo ---; cat "$D/rest.yaml"; } >"$D/changed.yaml"
KUBECTL=$(dirname "$(awk '{print $1}' "$D/kube/apiserver.cmd")")/kubectl
KUBECONFIG=$D/kube/kubeconfig.admin "$KUBECTL" get cluster/capa awscluster/capa secret/capa-bootstrap -o json >"$D/cluster.json"
node bench/aws/asDocuments.mjs "$D/cluster.json" "$D/cluster.yaml"
AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true node bench/aws/ours.mjs "$D/cluster.yaml" "$D/pools.yaml" "$D/changed.yaml" >"$D/ours.json"
"$H/capa-up" >/dev/null
"$H/measure" --pools "$N" --change "$C" --idle 5 >"$D/capa.json"
mkdir -p .cache
node bench/aws/compare.mjs "$D/ours.json" "$D/capa.json" | tee .cache/bench-aws.json
