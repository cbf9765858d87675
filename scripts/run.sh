#!/bin/sh
# Installs the locked dependencies where they are missing, then becomes the repository's own Node:
# sh scripts/run.sh [OPTION OF NODE…] FILE [ARGUMENT…]
#
# `exec` leaves no process in between, so arguments, stdio, signals and the exit code need no forwarding.
# Only when npm is killed outright is nobody told: bin/end-with-parent.js notices.
node scripts/bootstrap.mjs || exit
# Tests and benches open sessions of onnxruntime themselves, which reports to its maker unless told not to.
export ORT_DISABLE_TELEMETRY=1
exec node_modules/node/bin/node --import ./bin/end-with-parent.js "$@"
