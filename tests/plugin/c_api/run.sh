#!/bin/sh
# Runs one sentence of the C test in a home of its own: run.sh PROGRAM INLAY SENTENCE
set -eu
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
env -i HOME="$home" PATH=/usr/bin:/bin LC_ALL=C.UTF-8 INLAY_SANDBOX_ARGS="--answer-size same --format png --delay 0" "$1" "$2" "$3"
