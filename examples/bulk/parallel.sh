#!/bin/sh
# The same with GNU parallel and single conversions: each output appears whole or not at all, failures stand in the job log.
# usage: parallel.sh SRC DIR [FORMAT]
set -eu
RETORT=${RETORT:-retort} SRC=$1 DIR=$2 TO=${3:-json}
export RETORT SRC DIR TO
mkdir -p "$DIR"
(cd "$SRC" && find . -type f ! -name '.*' -print0) |
    parallel --null --joblog "$DIR/joblog" --resume-failed \
        'mkdir -p "$DIR/$(dirname {})" && "$RETORT" convert "$SRC"/{} -o "$DIR"/{}."$TO" --to "$TO" --quiet'
