#!/usr/bin/env bash
# bench/aws/run.sh [--eks] [POOLS] [CHANGED]: Poolwright beside Cluster API Provider AWS, on one emulated account, one after the other in one run; with --eks,
# pools of EKS node groups with launch templates. Needs the harness beside the project, or where POOLWRIGHT_HARNESS says, and a build (`npm run build`).
# Prints JSON with both sides' counts by the harness's proxy, and writes it to .cache/bench-aws.json, or .cache/bench-eks.json. The first time programs are
# compiled for about ten minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
H=${POOLWRIGHT_HARNESS:-../shared/harness}
KIND=(); NAME=aws; OBJECTS=(cluster/capa awscluster/capa secret/capa-bootstrap)
if [ "${1:-}" = --eks ]; then
  shift; KIND=(--eks); NAME=eks; OBJECTS=(cluster/eks awsmanagedcontrolplane/eks secret/eks-bootstrap)
fi
N=${1:-200}; C=${2:-50}
D=$(mktemp -d)
down() { for s in node-joiner-down capa-down capi-down aws-down; do "$H/$s" --dir "$D" >/dev/null 2>&1 || true; done; "$H/kube-down" --dir "$D" --wipe >/dev/null 2>&1 || true; rm -rf "$D"; }
trap down EXIT; trap 'exit 130' INT; trap 'exit 143' TERM
export POOLWRIGHT_HARNESS_DIR=$D
# All pools are deleted in one request, and an API server ends a request after a minute unless it is told otherwise: on a busy machine that is too soon.
"$H/kube-up" --apiserver-arg --request-timeout=15m >/dev/null
"$H/aws-up" --settings '{"refreshStepMs":300}' >/dev/null; "$H/capi-up" >/dev/null; "$H/node-joiner-up" >/dev/null
[ "$NAME" = aws ] || "$H/eks-up" >/dev/null
. "$D/env"
pools() { "$H/pools" "$@" "${KIND[@]}" ${KIND:+--launch-template}; }
pools "$N" --prefix ours >"$D/pools.yaml"
pools "$C" --prefix ours --instance-type t3.xlarge >"$D/first.yaml"
pools "$((N - C))" --prefix ours --start "$C" >"$D/rest.yaml"
{ cat "$D/first.yaml"; echo ---; cat "$D/rest.yaml"; } >"$D/changed.yaml"
KUBECTL=$(dirname "$(awk '{print $1}' "$D/kube/apiserver.cmd")")/kubectl
KUBECONFIG=$D/kube/kubeconfig.admin "$KUBECTL" get "${OBJECTS[@]}" -o json >"$D/cluster.json"
node bench/aws/asDocuments.mjs "$D/cluster.json" "$D/cluster.yaml"
AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true node bench/aws/ours.mjs "$D/cluster.yaml" "$D/pools.yaml" "$D/changed.yaml" >"$D/ours.json"
"$H/capa-up" >/dev/null
"$H/measure" "${KIND[@]}" --pools "$N" --change "$C" --idle 5 >"$D/capa.json"
mkdir -p .cache
node bench/aws/compare.mjs "$D/ours.json" "$D/capa.json" | tee ".cache/bench-$NAME.json"
