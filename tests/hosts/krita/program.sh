#!/bin/sh
# Does the program in Krita's package start in every suite? program.sh PROGRAM
set -eu
# sonames that Debian 12, 13 and forky all have
allowed='libcurl.so.4 liblcms2.so.2 libwebp.so.7 libdeflate.so.0 libm.so.6 libc.so.6 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 libpthread.so.0 libdl.so.2 libstdc++.so.6 libgcc_s.so.1'
for needed in $(objdump -p "$1" | awk '$1 == "NEEDED" {print $2}'); do
    case " $allowed " in
    *" $needed "*) ;;
    *) echo "the program needs $needed, which not every suite has"; exit 1 ;;
    esac
done
