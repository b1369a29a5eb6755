# SPDX-License-Identifier: MIT
"""Writes, imports, compares and exports for check_import.py. Needs torch and safetensors."""
import argparse
import collections
import copy
import json
import pathlib
import pickle
import subprocess
import sys

import numpy
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.utils import parametrizations
from torch.nn.utils import spectral_norm, weight_norm

from import_networks import (Apart, Colons, Deconv, Discriminator, Example, Linear, Nested, Strange,
                             trained)

TOLERANCE = 1e-4
IMAGES = 5


class Callback:
    """An object of a class that only the writer knows."""

    def __init__(self):
        self.best, self.path = 0.5, pathlib.PurePosixPath("runs/1")


def state(model, dtype=None):
    values = model.state_dict()
    if dtype is None:
        return values
    return collections.OrderedDict((k, v.to(dtype) if v.is_floating_point() else v) for k, v in values.items())


def normed(model, norm):
    for module in model.modules():
        if isinstance(module, nn.ConvTranspose2d):
            norm(module)
    with torch.no_grad():  # some steps of the power iteration, as in training
        model.train()
        for _ in range(15):
            model(torch.randn(4, 100, 1, 1))
    return model.eval()


def as_stored(model, dtype):
    """The model with the numbers that a file of fewer bits holds."""
    other = copy.deepcopy(model)
    other.load_state_dict({k: v.to(dtype).to(v.dtype) if v.is_floating_point() else v
                           for k, v in model.state_dict().items()})
    return other.eval()


def channels_last(model):
    return collections.OrderedDict((k, v.to(memory_format=torch.channels_last) if v.dim() == 4 else v)
                                   for k, v in model.state_dict().items())


def one_storage(model):
    """All float tensors as views, not contiguous, into one storage."""
    values = {k: v for k, v in model.state_dict().items() if v.is_floating_point()}
    flat = torch.zeros(2 * sum(v.numel() for v in values.values()))
    at, views = 0, collections.OrderedDict()
    for name, value in values.items():
        view = flat[at:at + 2 * value.numel():2].view(value.shape)
        view.copy_(value)
        views[name] = view
        at += 2 * value.numel()
    return views


def legacy(value, path):
    torch.save(value, path, _use_new_zipfile_serialization=False)


def prefixed(values, prefix):
    return {prefix + name: value for name, value in values.items()}


def forms():
    """(name, model, write(path), flags of `zscope import`, numbers that it takes)"""
    small = dict(widths=(64, 32, 16))
    g64, d64 = trained(Example(), 1), trained(Discriminator(), 2)
    yield "bare state dict, 64 pixels", g64, lambda p: torch.save(state(g64), p)
    yield "legacy stream", g64, lambda p: legacy(state(g64), p)
    yield "legacy stream, G and D and optimizers", g64, lambda p: legacy(
        {"epoch": 3, "netG_state_dict": state(g64), "netD_state_dict": state(d64),
         "optimizerG": torch.optim.Adam(g64.parameters()).state_dict()}, p)
    yield "G and D, Namespace, callbacks, numpy", g64, lambda p: torch.save(
        {"generator": state(g64), "discriminator": state(d64), "params": argparse.Namespace(lr=2e-4, nz=100),
         "callback": Callback(), "loss": numpy.float64(0.5), "curve": numpy.arange(3.0),
         "fixed_noise": torch.randn(64, 100, 1, 1), "when": torch.Size([3])}, p)
    data_parallel = nn.DataParallel(g64)
    yield "DataParallel", g64, lambda p: torch.save(data_parallel.state_dict(), p)
    yield "whole module", g64, lambda p: torch.save(g64, p)
    yield "whole module, DataParallel, legacy", g64, lambda p: legacy(data_parallel, p)
    yield "TorchScript", g64, lambda p: torch.jit.script(g64).save(str(p))
    yield "pickle protocol 4", g64, lambda p: torch.save({"model": state(g64)}, p, pickle_protocol=4)
    for dtype in (torch.float16, torch.bfloat16, torch.float64):
        yield (f"{dtype}", as_stored(g64, dtype), lambda p, dtype=dtype: torch.save(state(g64, dtype), p))
    yield "channels last", g64, lambda p: torch.save(channels_last(g64), p)
    yield "views of one storage, legacy", g64, lambda p: legacy(one_storage(g64), p)
    yield "parameters in a dict", g64, lambda p: torch.save(
        {k: nn.Parameter(v) if v.is_floating_point() else v for k, v in state(g64).items()}, p)
    yield "lightning", g64, lambda p: torch.save(
        {"epoch": 1, "global_step": 10, "pytorch-lightning_version": "2.0", "hyper_parameters": {"lr": 1e-3},
         "state_dict": {**prefixed(state(g64), "generator."), **prefixed(state(d64), "discriminator.")},
         "optimizer_states": [], "callbacks": {"ModelCheckpoint": {"best": None}}}, p)
    yield "two networks without a name", g64, lambda p: torch.save(
        {"first": state(d64), "second": state(g64)}, p)
    yield "a list of both", g64, lambda p: torch.save([state(g64), state(d64)], p)
    yield "torch.compile's prefix", g64, lambda p: torch.save(prefixed(state(g64), "_orig_mod."), p)
    yield "traced TorchScript", g64, lambda p: torch.jit.trace(g64, torch.randn(1, 100, 1, 1)).save(str(p))
    yield "modules and an optimizer, legacy", g64, lambda p: legacy(
        {"netG": g64, "netD": d64, "optimizer": torch.optim.Adam(g64.parameters())}, p)
    yield "with its average", g64, lambda p: torch.save(
        {"G": state(g64), "G_ema": state(g64), "D": state(d64)}, p)
    half = copy.deepcopy(g64).half()
    yield "a module of halves", copy.deepcopy(half).float().eval(), lambda p: torch.save(half, p)
    yield "no counters, as before PyTorch 0.4.1", g64, lambda p: torch.save(
        {k: v for k, v in state(g64).items() if not k.endswith("num_batches_tracked")}, p)
    yield "safetensors of elsewhere", g64, lambda p: save_file(
        prefixed({k: v.clone() for k, v in state(g64).items()}, "model."), str(p), {"format": "pt"})

    g32, g128 = trained(Example(nz=64, **small), 3), trained(Example(widths=(80, 40, 20, 10, 5)), 4)
    yield "32 pixels", g32, lambda p: torch.save(state(g32), p)
    yield "128 pixels", g128, lambda p: torch.save(state(g128), p)
    g16 = trained(Example(nz=8, widths=(12, 6)), 5)
    yield "16 pixels", g16, lambda p: torch.save(state(g16), p)
    grey = trained(Example(channels=1, **small), 6)
    yield "1 channel", grey, lambda p: torch.save({"G": state(grey)}, p)
    odd = trained(Example(widths=(48, 50, 7, 33)), 7)
    yield "widths that do not halve", odd, lambda p: torch.save(state(odd), p)
    gaps = trained(Example(gaps=True), 8)
    yield "gaps in the indices", gaps, lambda p: torch.save(state(gaps), p)
    biased = trained(Example(bias=True), 9)
    yield "biases", biased, lambda p: torch.save(state(biased), p)
    some = trained(Example(norms=(False, True, False, True)), 10)
    yield "missing BatchNorms", some, lambda p: torch.save(state(some), p)
    plain = trained(Example(affine=False), 11)
    yield "BatchNorm without affine", plain, lambda p: torch.save(state(plain), p)
    for kind, seed in ((Deconv, 12), (Apart, 13), (Nested, 14), (Colons, 15)):
        model = trained(kind(), seed)
        yield kind.__name__, model, lambda p, m=model: torch.save({"state_dict": state(m)}, p)
        yield f"{kind.__name__}, safetensors", model, lambda p, m=model: save_file(
            {k: v.clone() for k, v in state(m).items()}, str(p))
    strange = trained(Strange(), 16)
    yield "a module of other strides", strange, lambda p: torch.save(strange, p)
    sigmoid = trained(Example(last=nn.Sigmoid, **small), 17)
    yield "a module with a sigmoid", sigmoid, lambda p: torch.save(sigmoid, p)
    spectral = normed(trained(Example(), 18), spectral_norm)
    yield "spectral norm", spectral, lambda p: torch.save(state(spectral), p)
    new_spectral = normed(trained(Example(), 19), parametrizations.spectral_norm)
    yield "spectral norm as parametrization", new_spectral, lambda p: torch.save(state(new_spectral), p)
    weights = normed(trained(Example(), 20), weight_norm)
    yield "weight norm", weights, lambda p: torch.save(state(weights), p)
    new_weights = normed(trained(Example(), 21), parametrizations.weight_norm)
    yield "weight norm as parametrization", new_weights, lambda p: torch.save(state(new_weights), p)


def refusals():
    """(name, write(path), words of the message)"""
    linear = Linear()
    yield "Linear, Upsample, Conv2d", lambda p: torch.save(linear.state_dict(), p), ["l1.0.weight", "Linear"]
    instance = nn.Sequential(nn.ConvTranspose2d(10, 8, 4), nn.GroupNorm(2, 8), nn.ConvTranspose2d(8, 3, 4, 2, 1))
    yield "GroupNorm", lambda p: torch.save(instance.state_dict(), p), ["running statistics", "expected"]
    yield "a plain pickle", lambda p: p.write_bytes(pickle.dumps({"a": 1})), ["torch.save did not write"]
    two = {"deconv1_1.weight": (100, 64, 4, 4), "deconv1_2.weight": (10, 64, 4, 4),
           "deconv2.weight": (128, 64, 4, 4), "deconv3.weight": (64, 1, 4, 4)}
    yield "two inputs", lambda p: torch.save({k: torch.randn(s) for k, s in two.items()}, p), ["takes 10 maps where 64"]
    yield "pruned", lambda p: torch.save({"0.weight_orig": torch.randn(9, 8, 4, 4), "1.weight": torch.randn(8, 1, 4, 4),
                                          "0.weight_mask": torch.ones(9, 8, 4, 4)}, p), ["0.weight_mask"]
    yield "a discriminator", lambda p: torch.save(Discriminator().state_dict(), p), ["discriminator"]
    yield "4 channels", lambda p: torch.save(Example(channels=4).state_dict(), p), ["makes 4 maps"]
    yield "an optimizer", lambda p: torch.save(torch.optim.Adam(Linear().parameters()).state_dict(), p), ["DCGAN"]


class Checks:
    def __init__(self, zscope: str, folder: pathlib.Path):
        self.zscope, self.folder = zscope, folder
        self.failed = self.passed = 0

    def run(self, *arguments):
        return subprocess.run([self.zscope, *map(str, arguments)], text=True, capture_output=True, check=False)

    def report(self, good: bool, text: str) -> None:
        print(f"{'ok  ' if good else 'FAIL'} {text}", flush=True)
        self.passed += good
        self.failed += not good

    def images(self, model: pathlib.Path, z: torch.Tensor):
        inputs, out = self.folder / "z.safetensors", self.folder / "images.safetensors"
        save_file({"z": z.contiguous()}, str(inputs))
        done = self.run("sample", model, "--z", inputs, "--out", out)
        return load_file(str(out))["images"] if done.returncode == 0 else done.stderr.strip()

    def compare(self, what: str, ours, theirs: torch.Tensor) -> bool:
        if isinstance(ours, str):
            self.report(False, f"{what}: {ours}")
            return False
        largest = (ours - theirs).abs().max().item() if ours.shape == theirs.shape else float("inf")
        self.report(largest <= TOLERANCE,
                    f"{what}: {tuple(theirs.shape)}, spread {theirs.std().item():.2f}, largest difference {largest:.1e}")
        return largest <= TOLERANCE

    def imported(self, what: str, model: nn.Module, write, *flags, z=None, expected=None):
        file, own = self.folder / "file.any", self.folder / "own.safetensors"
        own.unlink(missing_ok=True)
        write(file)
        done = self.run("import", file, "--out", own, *flags)
        if done.returncode != 0:
            self.report(False, f"{what}: {done.stderr.strip()}")
            return None
        if z is None:
            first = next(m for m in model.modules() if isinstance(m, nn.ConvTranspose2d))
            z = torch.randn(IMAGES, first.in_channels, generator=torch.Generator().manual_seed(4))
        with torch.no_grad():
            images = model(z[:, :, None, None]) if expected is None else expected
        if any(isinstance(m, nn.Sigmoid) for m in model.modules()):
            images = images * 2 - 1  # zscope's images are −1…1
        self.compare(what, self.images(own, z), images)
        return own

    def exported(self, what: str, own: pathlib.Path, fresh: nn.Module, reference: nn.Module) -> None:
        z = torch.randn(IMAGES, 100, 1, 1, generator=torch.Generator().manual_seed(5))
        for name, load in (("out.pth", lambda p: torch.load(p, weights_only=True)),
                           ("out.safetensors", lambda p: load_file(str(p)))):
            out = self.folder / name
            done = self.run("export", own, "--out", out, "--licence", "CC0-1.0")
            if done.returncode != 0:
                self.report(False, f"{what}, {name}: {done.stderr.strip()}")
                continue
            fresh.load_state_dict(load(out))
            with torch.no_grad():
                self.compare(f"{what}, {name} in PyTorch", fresh.eval()(z), reference(z))
            card = json.loads((self.folder / "out.card.json").read_text(encoding="utf-8"))
            id_of = json.loads(self.run("info", own, "--json").stdout)["id"]
            text = (self.folder / "out.card.md").read_text(encoding="utf-8")
            self.report(card["model_id"] == id_of and card["licence"] == "CC0-1.0" and id_of in text
                        and card["architecture"]["parameters"] == sum(p.numel() for p in reference.parameters()),
                        f"{what}, {name}: model card")

    def conditional(self) -> None:
        labels, nz = 10, 90
        model = trained(Example(nz=nz + labels), 30)
        z = torch.randn(IMAGES, nz, generator=torch.Generator().manual_seed(6))
        one_hot = nn.functional.one_hot(torch.arange(IMAGES) % labels, labels).float()
        write = lambda p: torch.save({"generator": state(model)}, p)  # noqa: E731
        own = self.imported("conditional, labels given", model, write, "--labels", labels,
                            z=torch.cat([z, one_hot], 1))
        with torch.no_grad():
            turn = model(torch.cat([z, one_hot], 1)[:, :, None, None])
        self.compare("conditional, labels in turn", self.images(own, z), turn)
        done = self.run("info", own, "--json")
        facts = json.loads(done.stdout)
        self.report(facts["nz"] == nz and facts["labels"] == labels, f"conditional: nz {facts['nz']}, labels {facts['labels']}")
        out = self.folder / "seven.safetensors"
        done = self.run("sample", own, "--seed", 3, "--count", 2, "--label", 7, "--out", out)
        torch.manual_seed(3)
        z = torch.cat([torch.randn(2, nz), nn.functional.one_hot(torch.tensor([7, 7]), labels).float()], 1)
        with torch.no_grad():
            self.compare("conditional, --label 7", load_file(str(out))["images"] if done.returncode == 0 else done.stderr,
                         model(z[:, :, None, None]))

    def strides_given(self) -> None:
        strange = trained(Strange(), 16)
        with torch.no_grad():  # a state dict says neither the leaky ReLU nor eps nor the sigmoid
            strange.gen[1].eps, strange.gen[2], strange.gen[10] = 1e-5, nn.ReLU(), nn.Tanh()
        self.imported("--strides and --paddings", strange, lambda p: torch.save(state(strange), p),
                      "--strides", "2,1,2,2", "--paddings", "0,0,0,0")

    def refused(self) -> None:
        for name, write, words in refusals():
            file = self.folder / "bad.any"
            write(file)
            done = self.run("import", file, "--out", self.folder / "never")
            good = done.returncode == 1 and all(word in done.stderr for word in words)
            self.report(good, f"refused: {name}: {done.stderr.strip()}")


def main() -> None:
    checks = Checks(sys.argv[1], pathlib.Path(sys.argv[2]))
    torch.manual_seed(0)
    for name, model, write in forms():
        checks.imported(name, model, write)
    checks.conditional()
    checks.strides_given()
    g = trained(Example(), 1)
    own = checks.imported("to be exported", g, lambda p: torch.save(state(g), p))
    if own:
        checks.exported("export", own, Example(), g)
    checks.refused()
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
