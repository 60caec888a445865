#!/bin/sh
# Converts every report below a folder, and goes on where an earlier run was stopped.
# usage: folder.sh SRC DIR [FORMAT[,FORMAT]]
set -eu
retort=${RETORT:-retort}
if "$retort" bulk "$1" --to "${3:-json}" --out "$2" --resume; then
    echo "all converted"
else
    echo "some failed; the reasons:"
    "$retort" bulk status "$2"
fi
