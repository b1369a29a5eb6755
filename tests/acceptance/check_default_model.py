#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares zscope's images of the default model with those of Python's PyTorch.

    check_default_model.py --write-z Z.safetensors
    zscope sample default --z Z.safetensors --out IMAGES.safetensors
    zscope sample default --seed 7 --count 1 --out SEVEN.safetensors
    check_default_model.py --weights weights.tar --z Z.safetensors --images IMAGES.safetensors \\
        --seed-images SEVEN.safetensors

G is built here from the published layer list (gan_face_generate/models.py, class Generator) with
PyTorch's own modules, and loads the published state dict. Exits 1 unless all images agree within
1e-4, and the image of --seed 7 is that of torch.manual_seed(7); torch.randn(1, 100). Needs torch.
"""
import argparse
import json
import struct
import sys

import torch
from torch import nn

NZ = 100
TOLERANCE = 1e-4


def read_tensor(path: str, name: str) -> torch.Tensor:
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        if name not in header:
            sys.exit(f"{path}: no tensor {name}")
        entry = header[name]
        if entry["dtype"] != "F32":
            sys.exit(f"{path}: {name} is {entry['dtype']}, not F32")
        begin, end = entry["data_offsets"]
        file.seek(8 + length + begin)
        data = bytearray(file.read(end - begin))
    return torch.frombuffer(data, dtype=torch.float32).reshape(entry["shape"])


def write_z(path: str) -> None:
    """70 latents, so that zscope works in more than one piece, some of them far out."""
    torch.manual_seed(20)
    z = torch.randn(70, NZ)
    z[1] *= 3.0
    z[2] = 0.0
    data = z.numpy().tobytes()
    entry = {"dtype": "F32", "shape": list(z.shape), "data_offsets": [0, len(data)]}
    header = json.dumps({"z": entry}).encode()
    header += b" " * (-len(header) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header + data)


def published_generator(weights: str) -> nn.Module:
    layers: list[nn.Module] = []
    widths = [NZ, 512, 256, 128, 64]
    for index, (before, after) in enumerate(zip(widths, widths[1:])):
        stride, padding = (1, 0) if index == 0 else (2, 1)
        layers.append(nn.ConvTranspose2d(before, after, 4, stride, padding, bias=False))
        layers += [nn.BatchNorm2d(after), nn.ReLU()]
    layers += [nn.ConvTranspose2d(64, 3, 4, 2, 1, bias=False), nn.Tanh()]
    g = nn.Sequential(*layers)
    content = torch.load(weights, map_location="cpu", weights_only=True)
    state = content.get("netG_state_dict", content)
    prefix = "main."
    g.load_state_dict({name.removeprefix(prefix): value for name, value in state.items()})
    return g.eval()


def compare(what: str, ours: torch.Tensor, theirs: torch.Tensor) -> bool:
    if ours.shape != theirs.shape:
        print(f"FAIL {what}: shape {tuple(ours.shape)} against {tuple(theirs.shape)}")
        return False
    largest = (ours - theirs).abs().max().item()
    good = largest <= TOLERANCE
    print(f"{'ok  ' if good else 'FAIL'} {what}: {len(ours)} images, largest difference "
          f"{largest:.2e} (at most {TOLERANCE:.0e}); pixels from {theirs.min().item():.2f} "
          f"to {theirs.max().item():.2f}")
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write-z", help="write the latents to compare with, and stop")
    parser.add_argument("--weights", help="the published weights.tar")
    parser.add_argument("--z")
    parser.add_argument("--images")
    parser.add_argument("--seed-images", help="of --seed 7 --count 1")
    options = parser.parse_args()
    if options.write_z:
        write_z(options.write_z)
        return
    if not options.weights or not (options.seed_images or (options.z and options.images)):
        parser.error("--weights, and --z with --images or --seed-images, are needed")
    g = published_generator(options.weights)
    good = True
    with torch.no_grad():
        if options.images:
            z = read_tensor(options.z, "z")
            good &= compare("given z", read_tensor(options.images, "images"),
                            g(z.reshape(-1, NZ, 1, 1)))
        if options.seed_images:
            torch.manual_seed(7)
            z = torch.randn(1, NZ)
            good &= compare("seed 7", read_tensor(options.seed_images, "images"),
                            g(z.reshape(1, NZ, 1, 1)))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
