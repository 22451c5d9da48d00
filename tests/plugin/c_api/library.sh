#!/bin/sh
# What does libinlay.so show to its process, and which libraries does it need? library.sh LIBRARY
set -eu
shown=$(nm -D --defined-only "$1" | awk '$2 != "A" {print $3}' | grep -v '^inlay_' || true)
if [ -n "$shown" ]; then
    echo "the library shows more than its own functions:"
    echo "$shown" | head -n 20
    exit 1
fi
# sonames that Debian 12, 13 and forky all have
allowed='libcurl.so.4 liblcms2.so.2 libwebp.so.7 libdeflate.so.0 libm.so.6 libc.so.6 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 libpthread.so.0 libdl.so.2'
for needed in $(objdump -p "$1" | awk '$1 == "NEEDED" {print $2}'); do
    case " $allowed " in
    *" $needed "*) ;;
    *) echo "the library needs $needed, which not every suite has"; exit 1 ;;
    esac
done
[ "$(basename "$1")" = libinlay.so ] || { echo "the library's name has a version: $1"; exit 1; }
