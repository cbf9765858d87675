"""The deciding half of each kind of policy: from the encoded observation to what the artifact answers.

Every head holds copies of the policy's own layers, and names the last of them that makes the scores or the mean.
"""

import copy
from typing import Any, cast

import torch
from gymnasium import spaces

from assay_exporter.export_error import ExportError
from assay_exporter.tensor_spec import TensorSpec

MASKED = -1e8
"""The logit of an action that the mask forbids, as sb3-contrib sets it."""

LOG_DEVIATION_RANGE = (-20.0, 2.0)
"""Where SAC and TQC cut the logarithm of the deviation off."""

Encoded = torch.Tensor | dict[str, torch.Tensor]
Answer = tuple[torch.Tensor, ...]


class Head(torch.nn.Module):
    """Answers an encoded observation."""

    last: torch.nn.Linear
    """The layer that a marked policy changes."""

    outputs: tuple[TensorSpec, ...]
    inputs: tuple[TensorSpec, ...] = ()
    """What it takes besides the observation."""


def actions_of(space: spaces.Space[Any]) -> int:
    """How many actions a discrete space has. Raises ExportError for any other space."""
    if isinstance(space, spaces.Discrete) and space.start == 0:
        return int(space.n)
    raise ExportError(
        f"the actions are {space}; a contract knows Discrete from 0 and Box of one axis",
        "flatten the actions to one Discrete or one Box, and train on that",
    )


class CategoricalActorCritic(Head):
    """PPO and A2C on discrete actions: logits, action, value."""

    def __init__(self, policy: Any) -> None:
        super().__init__()
        count = actions_of(policy.action_space)
        self.actor_features = copy.deepcopy(policy.pi_features_extractor)
        self.critic_features = copy.deepcopy(policy.vf_features_extractor)
        self.actor = copy.deepcopy(policy.mlp_extractor.policy_net)
        self.critic = copy.deepcopy(policy.mlp_extractor.value_net)
        self.last = copy.deepcopy(policy.action_net)
        self.value = copy.deepcopy(policy.value_net)
        self.outputs = (
            TensorSpec("logits", (count,)),
            TensorSpec("action", (), "int64"),
            TensorSpec("value", (1,)),
        )

    def logits_and_value(self, observation: Encoded) -> tuple[torch.Tensor, torch.Tensor]:
        """[batch, actions] and [batch, 1]."""
        logits = self.last(self.actor(self.actor_features(observation)))
        return logits, self.value(self.critic(self.critic_features(observation)))

    def forward(self, observation: Encoded) -> Answer:
        """The action is the likeliest."""
        logits, value = self.logits_and_value(observation)
        return logits, logits.argmax(dim=1), value


class MaskedActorCritic(CategoricalActorCritic):
    """MaskablePPO: the same, with a mask of allowed actions [batch, actions] as a further input."""

    def __init__(self, policy: Any) -> None:
        super().__init__(policy)
        self.inputs = (TensorSpec("action_mask", (actions_of(policy.action_space),)),)

    def forward(self, observation: Encoded, mask: torch.Tensor | None = None) -> Answer:
        """The action is the likeliest of those whose mask is 1."""
        logits, value = self.logits_and_value(observation)
        allowed = torch.where(cast(torch.Tensor, mask) > 0.5, logits, torch.full_like(logits, MASKED))
        return allowed, allowed.argmax(dim=1), value


class QValues(Head):
    """DQN: one value per action."""

    def __init__(self, policy: Any) -> None:
        super().__init__()
        self.features = copy.deepcopy(policy.q_net.features_extractor)
        self.values = copy.deepcopy(policy.q_net.q_net)
        self.last = self.values[-1]
        self.outputs = (
            TensorSpec("q_values", (actions_of(policy.action_space),)),
            TensorSpec("action", (), "int64"),
        )

    def forward(self, observation: Encoded) -> Answer:
        """The action is the one of the largest value."""
        values = self.values(self.features(observation))
        return values, values.argmax(dim=1)


class Quantiles(Head):
    """QR-DQN: the quantiles of each action's return, in rising order."""

    def __init__(self, policy: Any) -> None:
        super().__init__()
        network = policy.quantile_net
        self.actions, self.quantiles = actions_of(policy.action_space), int(network.n_quantiles)
        self.features = copy.deepcopy(network.features_extractor)
        self.values = copy.deepcopy(network.quantile_net)
        self.last = self.values[-1]
        self.outputs = (
            TensorSpec("quantiles", (self.actions, self.quantiles)),
            TensorSpec("action", (), "int64"),
        )

    def forward(self, observation: Encoded) -> Answer:
        """The action is the one of the largest mean. Sorting leaves means as they are."""
        flat = self.values(self.features(observation))
        by_action = flat.view(-1, self.quantiles, self.actions).transpose(1, 2)
        quantiles = torch.sort(by_action, dim=2).values
        return quantiles, quantiles.mean(dim=2).argmax(dim=1)


class Bounds(torch.nn.Module):
    """The ends of a box of actions, [D]."""

    low: torch.Tensor
    high: torch.Tensor

    def __init__(self, space: spaces.Space[Any]) -> None:
        super().__init__()
        if not isinstance(space, spaces.Box) or len(space.shape) != 1:
            actions_of(space)
            raise ExportError(f"the actions are {space}, for a policy of continuous actions", "give the right space")
        self.register_buffer("low", torch.tensor(space.low, dtype=torch.float32))
        self.register_buffer("high", torch.tensor(space.high, dtype=torch.float32))

    def clipped(self, action: torch.Tensor) -> torch.Tensor:
        """Cut off at the ends."""
        return torch.minimum(torch.maximum(action, self.low), self.high)

    def unscaled(self, action: torch.Tensor) -> torch.Tensor:
        """From -1..1 to the action's own units."""
        return self.low + 0.5 * (action + 1.0) * (self.high - self.low)


def last_linear(layers: torch.nn.Module) -> torch.nn.Linear:
    """The last linear layer of a layer or a chain of them."""
    found = [one for one in layers.modules() if isinstance(one, torch.nn.Linear)]
    if not found:
        raise ExportError("the network has no linear layer at its end", "export it as TorchScript")
    return found[-1]


class LogDeviation(torch.nn.Module):
    """Logarithm of the deviation before squashing, [batch, D], whatever it depends on."""

    def __init__(self, policy: Any) -> None:
        super().__init__()
        self.depends_on_noise_matrix = bool(policy.use_sde)
        if self.depends_on_noise_matrix:
            deviation = policy.action_dist.get_std(policy.log_std).detach()
            self.squares = torch.nn.Parameter(deviation**2)
            self.epsilon = float(policy.action_dist.epsilon)
        else:
            self.own = copy.deepcopy(policy.log_std)

    def forward(self, latent: torch.Tensor, mean: torch.Tensor) -> torch.Tensor:
        """From the last hidden layer."""
        if self.depends_on_noise_matrix:
            return 0.5 * torch.log(latent**2 @ self.squares + self.epsilon)
        if isinstance(self.own, torch.nn.Linear):
            return torch.clamp(self.own(latent), *LOG_DEVIATION_RANGE)
        return self.own.expand_as(mean)


class GaussianActorCritic(Head):
    """PPO and A2C on a box of actions: action, mean, log_deviation, value."""

    def __init__(self, policy: Any) -> None:
        super().__init__()
        self.bounds = Bounds(policy.action_space)
        self.squashed = bool(policy.squash_output)
        self.actor_features = copy.deepcopy(policy.pi_features_extractor)
        self.critic_features = copy.deepcopy(policy.vf_features_extractor)
        self.actor = copy.deepcopy(policy.mlp_extractor.policy_net)
        self.critic = copy.deepcopy(policy.mlp_extractor.value_net)
        self.last = copy.deepcopy(policy.action_net)
        self.value = copy.deepcopy(policy.value_net)
        self.log_deviation = LogDeviation(policy)
        size = int(policy.action_space.shape[0])
        self.outputs = (
            TensorSpec("action", (size,)),
            TensorSpec("mean", (size,)),
            TensorSpec("log_deviation", (size,)),
            TensorSpec("value", (1,)),
        )

    def forward(self, observation: Encoded) -> Answer:
        """The action is the mean, clipped to the box or squashed into it."""
        latent = self.actor(self.actor_features(observation))
        mean = self.last(latent)
        action = self.bounds.unscaled(torch.tanh(mean)) if self.squashed else self.bounds.clipped(mean)
        value = self.value(self.critic(self.critic_features(observation)))
        return action, mean, self.log_deviation(latent, mean), value


class SquashedActor(Head):
    """SAC and TQC: action, mean, log_deviation."""

    def __init__(self, policy: Any) -> None:
        super().__init__()
        actor = policy.actor
        self.bounds = Bounds(policy.action_space)
        self.features = copy.deepcopy(actor.features_extractor)
        self.latent = copy.deepcopy(actor.latent_pi)
        self.mean = copy.deepcopy(actor.mu)
        self.last = last_linear(self.mean)
        self.log_deviation = LogDeviation(actor)
        size = int(policy.action_space.shape[0])
        self.outputs = (
            TensorSpec("action", (size,)),
            TensorSpec("mean", (size,)),
            TensorSpec("log_deviation", (size,)),
        )

    def forward(self, observation: Encoded) -> Answer:
        """The action is the squashed mean."""
        latent = self.latent(self.features(observation))
        mean = self.mean(latent)
        return self.bounds.unscaled(torch.tanh(mean)), mean, self.log_deviation(latent, mean)


class DeterministicActor(Head):
    """TD3 and DDPG: action."""

    def __init__(self, policy: Any) -> None:
        super().__init__()
        self.bounds = Bounds(policy.action_space)
        self.features = copy.deepcopy(policy.actor.features_extractor)
        self.squashed_mean = copy.deepcopy(policy.actor.mu)
        self.last = last_linear(self.squashed_mean)
        self.outputs = (TensorSpec("action", (int(policy.action_space.shape[0]),)),)

    def forward(self, observation: Encoded) -> Answer:
        """In the units of the action space."""
        return (self.bounds.unscaled(self.squashed_mean(self.features(observation))),)


def head_of(algorithm: str, policy: Any) -> Head:
    """The deciding half of a policy that `algorithm` trained. Raises ExportError for what cannot be exported."""
    match algorithm:
        case "PPO" | "A2C" if isinstance(policy.action_space, spaces.Box):
            return GaussianActorCritic(policy)
        case "PPO" | "A2C":
            return CategoricalActorCritic(policy)
        case "MaskablePPO":
            return MaskedActorCritic(policy)
        case "DQN":
            return QValues(policy)
        case "QRDQN":
            return Quantiles(policy)
        case "SAC" | "TQC":
            return SquashedActor(policy)
        case "TD3" | "DDPG":
            return DeterministicActor(policy)
    raise ExportError(
        f"{algorithm} is not an algorithm that can be exported",
        "export PPO, A2C, DQN, SAC, TD3, DDPG, QRDQN, MaskablePPO or TQC, or a TorchScript file",
    )
