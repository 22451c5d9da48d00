#!/usr/bin/env python3
"""Runs one libFuzzer target from the saved corpus, with another seed each time, and keeps what it finds.

    tests/fuzz/run.py build/fuzz/tests/fuzz/reply_fuzz                     20000 runs
    tests/fuzz/run.py build/fuzz/tests/fuzz/reply_fuzz --seconds 600       as long as one likes
    tests/fuzz/run.py build/fuzz/tests/fuzz/reply_fuzz --seed 12345        once more what that seed did
    tests/fuzz/run.py build/fuzz/tests/fuzz/reply_fuzz --seconds 600 --keep    and what leads to new code goes into the saved corpus

CTest runs each target so; INLAY_FUZZ_SEED and INLAY_FUZZ_SECONDS in the environment stand for --seed and --seconds. README.md says the rest.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
MOST_SAVED = 40 * 1024  # bytes of the inputs in each target's saved corpus


def files_in(folder):
    return sorted(os.path.join(folder, name) for name in os.listdir(folder)) if os.path.isdir(folder) else []


def environment_number(name):
    return int(os.environ[name]) if os.environ.get(name) else None


def keep(binary, longest, saved, folders):
    """The fewest inputs that reach all the code that these folders reach, the smallest first, as far as there is room for them."""
    with tempfile.TemporaryDirectory() as fewest:
        subprocess.run([binary, "-set_cover_merge=1", f"-max_len={longest}", fewest, *folders], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        size, kept = 0, []
        for path in sorted(files_in(fewest), key=lambda path: (os.path.getsize(path), path)):
            size += os.path.getsize(path)
            if size > MOST_SAVED:
                break
            kept.append(path)
        with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(kept):  # each with the same date: the same inputs are the same file
                with open(path, "rb") as file:
                    archive.writestr(zipfile.ZipInfo(os.path.basename(path)), file.read(), zipfile.ZIP_DEFLATED)
    print(f"{saved} holds {len(kept)} inputs now, {os.path.getsize(saved)} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--seeds", nargs="*", default=[], help="folders of further inputs to begin with")
    parser.add_argument("--longest", type=int, default=3000, help="bytes of an input")
    parser.add_argument("--runs", type=int, default=20000, help="used when no time is given")
    parser.add_argument("--seconds", type=int, default=environment_number("INLAY_FUZZ_SECONDS"))
    parser.add_argument("--seed", type=int, default=environment_number("INLAY_FUZZ_SEED"))
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    binary = os.path.abspath(given.binary)
    target = os.path.basename(binary)
    saved = os.path.join(HERE, "corpus", target + ".zip")
    faults = os.path.join(HERE, "corpus", target)
    found = os.path.join(os.path.dirname(binary), "found", target)
    os.makedirs(found, exist_ok=True)
    seed = given.seed if given.seed is not None else 1 + secrets.randbelow(2**31 - 1)
    length = ["-runs=-1", f"-max_total_time={given.seconds}"] if given.seconds else [f"-runs={given.runs}"]
    again = f"tests/fuzz/run.py {os.path.relpath(binary)} --seed {seed} --longest {given.longest} " + (f"--seconds {given.seconds}" if given.seconds else f"--runs {given.runs}")
    if given.seeds:
        again += " --seeds " + " ".join(os.path.relpath(folder) for folder in given.seeds)
    print(f"{target}: seed {seed}; once more: {again}", flush=True)
    began = time.time() - 1
    with tempfile.TemporaryDirectory() as new, tempfile.TemporaryDirectory() as corpus:
        if os.path.exists(saved):
            with zipfile.ZipFile(saved) as archive:
                archive.extractall(corpus)
        folders = [corpus, *[folder for folder in [faults, *given.seeds] if os.path.isdir(folder)]]
        # libFuzzer writes into the first folder.
        done = subprocess.run([binary, *length, f"-seed={seed}", f"-max_len={given.longest}", "-timeout=20", "-rss_limit_mb=2048",
                               f"-artifact_prefix={found}/", new, *folders], check=False)
        if done.returncode == 0 and given.keep:
            keep(binary, given.longest, saved, [new, *folders])
    if done.returncode != 0:
        print(f"\n{target}: FOUND something with seed {seed}; once more: {again}")
        for path in [path for path in files_in(found) if os.path.getmtime(path) >= began]:
            print(f"kept: {path}; once more: {os.path.relpath(binary)} {path}")
        print(f"Once the fault is gone the input belongs into {os.path.relpath(faults)}: it is then tried first, every time.")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
