"""Marked policies: the same network with its last layer changed, so that every decision changes by a known law."""

import copy

import torch

from assay_exporter.deciding import Quantiles
from assay_exporter.network import PolicyNetwork


def rotated(network: PolicyNetwork, by: int) -> PolicyNetwork:
    """Scores of action a become those of a + by, modulo the number of actions: so does the chosen action.

    Under a mask this is the law of the scores before masking; the mask itself stays where it is.
    """
    marked = copy.deepcopy(network)
    head = marked.deciding
    last = head.last
    quantiles = head.quantiles if isinstance(head, Quantiles) else 1
    actions = last.out_features // quantiles
    weight = last.weight.view(quantiles, actions, -1)
    last.weight.copy_(torch.roll(weight, by, dims=1).reshape(last.weight.shape))
    last.bias.copy_(torch.roll(last.bias.view(quantiles, actions), by, dims=1).reshape(-1))
    return marked


def negated(network: PolicyNetwork) -> PolicyNetwork:
    """The mean of a box of actions, before squashing or clipping, with its sign turned."""
    marked = copy.deepcopy(network)
    last = marked.deciding.last
    last.weight.neg_()
    last.bias.neg_()
    return marked
