#!/bin/sh
# Converts every report below a folder, and goes on where an earlier run was stopped. Exit status: as retort bulk's.
# usage: folder.sh SRC DIR [FORMAT[,FORMAT]]
set -eu
retort=${RETORT:-retort}
status=0
"$retort" bulk "$1" --to "${3:-json}" --out "$2" --resume || status=$?
case $status in
0) echo "all converted" ;;
1) echo "these failed:" && "$retort" bulk status "$2" --failed || true ;;
*) echo "the run ended early" ;;
esac
exit "$status"
