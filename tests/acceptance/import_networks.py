# SPDX-License-Identifier: MIT
"""DCGANs under the names that people give their layers, for check_import.py. Needs torch."""
import torch
from torch import nn
from torch.nn import functional


class Example(nn.Module):
    """The PyTorch example's Generator, of any size; widths from z's side."""

    def __init__(self, nz=100, widths=(64, 32, 16, 8), channels=3, bias=False, norms=None, affine=True,
                 gaps=False, last=nn.Tanh):
        super().__init__()
        layers, before = [], nz
        for index, width in enumerate(widths):
            stride, padding = (1, 0) if index == 0 else (2, 1)
            layers.append(nn.ConvTranspose2d(before, width, 4, stride, padding, bias=bias))
            if norms is None or norms[index]:
                layers.append(nn.BatchNorm2d(width, affine=affine))
            layers.append(nn.ReLU(True))
            if gaps:
                layers += [nn.Dropout2d(0.3), nn.Identity()]
            before = width
        layers += [nn.ConvTranspose2d(before, channels, 4, 2, 1, bias=bias), last()]
        self.main = nn.Sequential(*layers)

    def forward(self, z):
        return self.main(z)


class Discriminator(nn.Module):
    def __init__(self, channels=3, widths=(8, 16, 32, 64)):
        super().__init__()
        layers, before = [], channels
        for index, width in enumerate(widths):
            layers.append(nn.Conv2d(before, width, 4, 2, 1, bias=False))
            if index > 0:
                layers.append(nn.BatchNorm2d(width))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            before = width
        layers += [nn.Conv2d(before, 1, 4, 1, 0, bias=False), nn.Sigmoid()]
        self.main = nn.Sequential(*layers)


class Deconv(nn.Module):
    """deconv1, deconv1_bn …, with biases and the activations as functions."""

    def __init__(self, nz=100, d=16):
        super().__init__()
        self.deconv1 = nn.ConvTranspose2d(nz, d * 4, 4, 1, 0)
        self.deconv1_bn = nn.BatchNorm2d(d * 4)
        self.deconv2 = nn.ConvTranspose2d(d * 4, d * 2, 4, 2, 1)
        self.deconv2_bn = nn.BatchNorm2d(d * 2)
        self.deconv3 = nn.ConvTranspose2d(d * 2, d, 4, 2, 1)
        self.deconv3_bn = nn.BatchNorm2d(d)
        self.deconv4 = nn.ConvTranspose2d(d, 3, 4, 2, 1)

    def forward(self, z):
        x = functional.relu(self.deconv1_bn(self.deconv1(z)))
        x = functional.relu(self.deconv2_bn(self.deconv2(x)))
        x = functional.relu(self.deconv3_bn(self.deconv3(x)))
        return torch.tanh(self.deconv4(x))


class Apart(nn.Module):
    """All convolutions first, all norms behind them, all of one width: only names tell which is whose."""

    def __init__(self, nz=20, width=16):
        super().__init__()
        self.tconv1 = nn.ConvTranspose2d(nz, width, 4, 1, 0, bias=False)
        self.tconv2 = nn.ConvTranspose2d(width, width, 4, 2, 1, bias=False)
        self.tconv3 = nn.ConvTranspose2d(width, width, 4, 2, 1, bias=False)
        self.tconv4 = nn.ConvTranspose2d(width, 1, 4, 2, 1, bias=False)
        self.bn1, self.bn2, self.bn3 = nn.BatchNorm2d(width), nn.BatchNorm2d(width), nn.BatchNorm2d(width)

    def forward(self, z):
        x = functional.relu(self.bn1(self.tconv1(z)))
        x = functional.relu(self.bn2(self.tconv2(x)))
        x = functional.relu(self.bn3(self.tconv3(x)))
        return torch.tanh(self.tconv4(x))


class Nested(nn.Module):
    """layers.0.0, layers.0.1 …: blocks of their own, more than ten of them in a row of names."""

    def __init__(self, nz=30, widths=(32, 24, 10, 7)):
        super().__init__()
        blocks, before = [], nz
        for index, width in enumerate(widths):
            stride, padding = (1, 0) if index == 0 else (2, 1)
            blocks.append(nn.Sequential(nn.ConvTranspose2d(before, width, 4, stride, padding, bias=False),
                                        nn.BatchNorm2d(width), nn.ReLU()))
            blocks += [nn.Dropout(0.1)] * 2
            before = width
        blocks.append(nn.Sequential(nn.ConvTranspose2d(before, 3, 4, 2, 1), nn.Tanh()))
        self.layers = nn.Sequential(*blocks)

    def forward(self, z):
        return self.layers(z)


class Colons(nn.Module):
    """Names with colons and numbers in them, in no order of their names, as early WGAN code has them."""

    def __init__(self, nz=50):
        super().__init__()
        main = nn.Sequential()
        main.add_module("initial:50-32:convt", nn.ConvTranspose2d(nz, 32, 4, 1, 0, bias=False))
        main.add_module("initial:32:batchnorm", nn.BatchNorm2d(32))
        main.add_module("initial:32:relu", nn.ReLU(True))
        for a, b in ((32, 16), (16, 8)):
            main.add_module(f"pyramid:{a}-{b}:convt", nn.ConvTranspose2d(a, b, 4, 2, 1, bias=False))
            main.add_module(f"pyramid:{b}:batchnorm", nn.BatchNorm2d(b))
            main.add_module(f"pyramid:{b}:relu", nn.ReLU(True))
        main.add_module("final:8-3:convt", nn.ConvTranspose2d(8, 3, 4, 2, 1, bias=False))
        main.add_module("final:3:tanh", nn.Tanh())
        self.main = main

    def forward(self, z):
        return self.main(z)


class Strange(nn.Module):
    """Kernels of 3, strides that only a whole module tells, leaky ReLUs, a sigmoid: 28 pixels."""

    def __init__(self, nz=64):
        super().__init__()
        self.gen = nn.Sequential(
            nn.ConvTranspose2d(nz, 32, 3, 2), nn.BatchNorm2d(32, eps=0.8), nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(32, 24, 4, 1), nn.BatchNorm2d(24), nn.ReLU(),
            nn.ConvTranspose2d(24, 8, 3, 2), nn.BatchNorm2d(8), nn.ReLU(),
            nn.ConvTranspose2d(8, 1, 4, 2), nn.Sigmoid())

    def forward(self, z):
        return self.gen(z)


class Linear(nn.Module):
    """Linear, Upsample, Conv2d: many tutorials' generator, and none of a DCGAN's."""

    def __init__(self):
        super().__init__()
        self.l1 = nn.Sequential(nn.Linear(100, 128 * 64))
        self.conv_blocks = nn.Sequential(
            nn.BatchNorm2d(128), nn.Upsample(scale_factor=2), nn.Conv2d(128, 128, 3, padding=1),
            nn.BatchNorm2d(128, 0.8), nn.LeakyReLU(0.2), nn.Conv2d(128, 3, 3, padding=1), nn.Tanh())


def trained(model: nn.Module, seed: int) -> nn.Module:
    """Weights and statistics as different from their initial values as training leaves them."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                shape = module.running_mean.shape
                module.running_mean.copy_(torch.randn(shape, generator=generator) * 0.3)
                module.running_var.copy_(torch.rand(shape, generator=generator) + 0.5)
                module.num_batches_tracked.fill_(7)
                if module.affine:
                    module.weight.copy_(torch.rand(shape, generator=generator) + 0.5)
                    module.bias.copy_(torch.randn(shape, generator=generator) * 0.2)
            elif isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
                fan = module.weight[0].numel() ** -0.5
                module.weight.copy_(torch.randn(module.weight.shape, generator=generator) * 2 * fan)
                if module.bias is not None:
                    module.bias.copy_(torch.randn(module.bias.shape, generator=generator) * 0.1)
    return model.eval()
