#!/usr/bin/python3
# run.py CASE-FOLDER [name of a cmd file]: starts the case's server on a free port, runs inlay as the file `cmd` says ({BASE}, {PORT}, {SRC}, {OUT}), and
# prints exit code, JSON, the requests that came and what the output picture is.
import json, os, shlex, shutil, subprocess, sys, tempfile, time
import numpy as np
from PIL import Image
here = os.path.dirname(os.path.abspath(__file__))
case = os.path.abspath(sys.argv[1])
pictures = os.environ.get("CASE_PICTURES")
if not pictures:
    import pictures as maker
    pictures = tempfile.mkdtemp(prefix="inlay-pictures-")
    maker.make(pictures)
inlay = os.path.abspath(os.environ.get("INLAY", "build/dev/host-adapters/cli/inlay"))
cmds = sys.argv[2:] or sorted(f for f in os.listdir(case) if f.startswith("cmd"))
for name in cmds:
    temp = tempfile.mkdtemp(prefix="wire-")
    env = dict(os.environ, HOME=temp, XDG_CONFIG_HOME=temp + "/c", XDG_DATA_HOME=temp + "/d", XDG_CACHE_HOME=temp + "/h", PYTHONPATH=here,
               CASE_VARIANT=name, INLAY_API_KEY="sk-test-0000000000000000000000000000")
    for v in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"): env.pop(v, None)
    src = os.path.join(pictures, "source.png")
    lines = open(os.path.join(case, name)).read().strip().splitlines()
    for l in lines[:-1]:
        if l.startswith("SOURCE="): src = os.path.join(pictures, l[7:])
    env["CASE_SOURCE"] = os.path.abspath(src)
    err = open(temp + "/server.log", "w")
    server = subprocess.Popen([sys.executable, os.path.join(case, "server.py")], stdout=subprocess.PIPE, stderr=err, env=env, text=True)
    port = server.stdout.readline().strip()
    out = temp + "/out.png"
    text = lines[-1].replace("{BASE}", "http://127.0.0.1:" + port).replace("{PORT}", port).replace("{SRC}", os.path.abspath(src)).replace("{OUT}", out).replace("{TMP}", temp).replace("{PICTURES}", os.path.abspath(pictures))
    begun = time.time()
    p = subprocess.run([inlay] + shlex.split(text), env=env, capture_output=True, text=True, timeout=400)
    print("##", os.path.basename(case), name)
    print("$ inlay", text)
    print("exit", p.returncode, "after %.1f s" % (time.time() - begun))
    try:
        j = json.loads(p.stdout)
        if "error" in j: print(json.dumps(j["error"], ensure_ascii=False, indent=1))
        else: print(json.dumps({k: j.get(k) for k in ("answer", "placement", "registration", "changed_fraction", "text", "attempts", "images")}, ensure_ascii=False))
    except ValueError: print("stdout:", p.stdout[:2000])
    if p.stderr.strip(): print("stderr:", p.stderr.strip()[:1500])
    server.terminate(); server.wait(); err.close()
    print("requests:"); print("".join("   " + l[:600] + "\n" for l in open(temp + "/server.log").read().splitlines()), end="")
    if os.path.exists(out):
        a = np.asarray(Image.open(out).convert("RGB")).astype(int)
        s = np.asarray(Image.open(src).convert("RGB")).astype(int)
        print("picture", a.shape[1], "x", a.shape[0], end=" ")
        if a.shape == s.shape:
            d = np.abs(a - s).max(axis=2)
            ys, xs = np.nonzero(d > 8)
            red = (a[:, :, 0] > 230) & (a[:, :, 1] < 30) & (a[:, :, 2] < 30)
            ry, rx = np.nonzero(red)
            print("changed pixels", len(xs), "in", (xs.min(), ys.min(), xs.max(), ys.max()) if len(xs) else None,
                  "red", (rx.min(), ry.min(), rx.max(), ry.max()) if len(rx) else None, "mean", a.mean(axis=(0, 1)).round(1).tolist())
        else: print("mean", a.mean(axis=(0, 1)).round(1).tolist())
    else: print("no picture written")
    recovered = subprocess.run([inlay, "recover"], env=env, capture_output=True, text=True)
    print("recover:", (recovered.stdout + recovered.stderr).strip()[:300])
    if not os.environ.get("KEEP"): shutil.rmtree(temp, ignore_errors=True)
    print()
