"""Prints rows as a PyTorch benchmark on a GPU does, without PyTorch or a GPU: for rehearsing deploy/gpu/check.

usage: python3 fake-peer.py
One JSON line about the software, then one a case: model, batch, mode, and images_per_s or error. The numbers are made
up, and so the ratios to them mean nothing.
"""
import json

print(json.dumps({"torch": "none: a rehearsal", "cudnn": 0, "gpu": "none"}), flush=True)
for model, batch in (("seed", 4), ("seed", 64), ("resnet18", 512)):
    for mode in ("tf32", "bf16", "graph"):
        print(json.dumps({"model": model, "batch": batch, "mode": mode, "images_per_s": 1000 + batch}), flush=True)
    print(json.dumps({"model": model, "batch": batch, "mode": "compiled", "error": "no compiler\there"}), flush=True)
