"""A saved policy built anew from its weights and from what stands beside them in plain text: nothing is unpickled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import torch
from gymnasium import spaces
from sb3_contrib.common.maskable.policies import MaskableActorCriticPolicy
from sb3_contrib.qrdqn.policies import QRDQNPolicy
from sb3_contrib.tqc.policies import TQCPolicy
from stable_baselines3.common.policies import ActorCriticPolicy
from stable_baselines3.common.torch_layers import CombinedExtractor, FlattenExtractor
from stable_baselines3.dqn.policies import DQNPolicy
from stable_baselines3.sac.policies import SACPolicy
from stable_baselines3.td3.policies import TD3Policy

from assay_exporter.export_error import ExportError
from assay_exporter.scaling import FixedScaling

Weights = Mapping[str, torch.Tensor]

TRUST = "if you trust where the file comes from, --trust lets stable-baselines3 load (unpickle) it"

OWN_MODULES = ("stable_baselines3.", "sb3_contrib.")

READ: dict[str, type] = {
    **dict.fromkeys(("use_sde", "full_std", "use_expln", "squash_output", "share_features_extractor"), bool),
    "clip_mean": float,
}
"""Keywords of a policy that its answers depend on, and that stand as plain values of these types."""

EXTRACTORS = {f"<class '{kind.__module__}.{kind.__name__}'>" for kind in (FlattenExtractor, CombinedExtractor)}
"""As text, those of the library that have no weights."""

INFERRED = {"net_arch", "activation_fn", "features_extractor_class", "features_extractor_kwargs", "n_quantiles"}
WITHOUT_EFFECT = {"ortho_init", "log_std_init", "optimizer_class", "optimizer_kwargs", "normalize_images", "n_critics"}
"""Of what is built anew with trained weights, on observations that are no images."""


@dataclass(frozen=True)
class Layout:
    """Where a kind of policy keeps its layers."""

    policy: type[torch.nn.Module]
    part: str
    """The part of it that decides; all of it where empty."""

    activation: type[torch.nn.Module]
    """Unless policy_kwargs name another."""


LAYOUTS = {
    "PPO": Layout(ActorCriticPolicy, "", torch.nn.Tanh),
    "A2C": Layout(ActorCriticPolicy, "", torch.nn.Tanh),
    "MaskablePPO": Layout(MaskableActorCriticPolicy, "", torch.nn.Tanh),
    "DQN": Layout(DQNPolicy, "q_net", torch.nn.ReLU),
    "QRDQN": Layout(QRDQNPolicy, "quantile_net", torch.nn.ReLU),
    "SAC": Layout(SACPolicy, "actor", torch.nn.ReLU),
    "TQC": Layout(TQCPolicy, "actor", torch.nn.ReLU),
    "TD3": Layout(TD3Policy, "actor", torch.nn.ReLU),
    "DDPG": Layout(TD3Policy, "actor", torch.nn.ReLU),
}


def algorithm_in(weights: Weights, data: Mapping[str, Any], stated: str | None, name: str) -> str:
    """The algorithm that a saved model is of; `stated` where the file cannot tell. Raises ExportError on a conflict."""
    refuse_other_algorithms(data, name)
    possible = algorithms_of_layout(weights, name)
    told = [one for one in possible if one in algorithms_of_text(weights, data)]
    if stated is not None:
        if stated not in possible or (told and stated not in told):
            raise ExportError(
                f"{name} is no {stated}: its weights and attributes are those of {' or '.join(told or possible)}",
                f"leave --algorithm out, or give --algorithm {(told or possible)[0]}",
            )
        return stated
    if len(told) != 1:
        raise ExportError(
            f"{name} does not tell whether it is {' or '.join(possible)}",
            f"give --algorithm with the one that trained it: {', '.join(possible)}",
        )
    return told[0]


def algorithms_of_layout(weights: Weights, name: str) -> list[str]:
    """Those whose policies have weights of these names. Raises ExportError where there are none."""
    if any("lstm" in key for key in weights):
        raise ExportError(
            f"{name} is recurrent (it has {next(key for key in weights if 'lstm' in key)}): it decides from a state "
            "that it keeps between calls, which a contract cannot state",
            "train a policy without memory, such as PPO on the last few observations",
        )
    if any(".cnn." in key or key.startswith("cnn.") for key in weights):
        raise ExportError(
            f"{name} takes images (it has convolutions): images are outside of what a contract can draw and judge",
            "export the part of the network that takes features",
        )
    keys = set(weights)
    if {"action_net.weight", "value_net.weight"} <= keys:
        return ["PPO", "A2C", "MaskablePPO"]
    if any(key.startswith("q_net.q_net.") for key in keys):
        return ["DQN"]
    if any(key.startswith("quantile_net.quantile_net.") for key in keys):
        return ["QRDQN"]
    if any(key.startswith("actor.log_std") for key in keys):
        return ["SAC", "TQC"]
    if any(key.startswith("actor.mu.") for key in keys):
        return ["TD3", "DDPG"]
    raise ExportError(
        f"{name} has weights of no known policy: {', '.join(sorted(keys)[:4])} …",
        f"{TRUST}; for a network of your own, use --module, or save it as TorchScript",
    )


def algorithms_of_text(weights: Weights, data: Mapping[str, Any]) -> set[str]:
    """Those that the plain text beside the weights speaks of."""
    module = str(fields_of(data, "policy_class").get("__module__", ""))
    if "maskable" in module:
        return {"MaskablePPO"}
    if ".tqc." in module:
        return {"TQC"}
    if ".sac." in module:
        return {"SAC"}
    if ".td3." in module:
        one_critic = not any(key.startswith("critic.qf1.") for key in weights)
        return {"DDPG" if one_critic and (data.get("policy_delay"), data.get("target_noise_clip")) == (1, 0) else "TD3"}
    if module.startswith("stable_baselines3.common."):
        return {"PPO" if "clip_range" in data else "A2C"}
    return {"DQN", "QRDQN"}


def fields_of(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """What stands in plain text beside a serialised attribute; nothing where it is no object."""
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def refuse_other_algorithms(data: Mapping[str, Any], name: str) -> None:
    """Raises ExportError for those whose weights have the names of another's."""
    module = str(fields_of(data, "policy_class").get("__module__", ""))
    other = "CrossQ" if ".crossq." in module else "TRPO" if "cg_max_steps" in data else None
    if other is not None:
        raise ExportError(
            f"{name} is of {other}, which is not an algorithm that can be exported",
            f"export one of {', '.join(LAYOUTS)}, or a TorchScript file",
        )


def refuse_own_policy_class(data: Mapping[str, Any], name: str) -> None:
    """Raises ExportError for a policy class that is not the library's: its code is not in the file."""
    module = fields_of(data, "policy_class").get("__module__")
    if isinstance(module, str) and not module.startswith(OWN_MODULES):
        raise ExportError(f"{name} has a policy class of its own, from {module}", TRUST)


def keywords(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The policy's keywords in plain text. Raises ExportError for one whose effect is not known."""
    given = data.get("policy_kwargs")
    if not isinstance(given, dict):
        raise ExportError(f"{name} does not tell its policy_kwargs", TRUST)
    found = {key: value for key, value in given.items() if not key.startswith(":")}
    unknown = set(found) - set(READ) - INFERRED - WITHOUT_EFFECT
    if unknown:
        raise ExportError(f"{name} has policy_kwargs whose effect is not known: {', '.join(sorted(unknown))}", TRUST)
    wrong = [key for key in found if key in READ and not isinstance(found[key], READ[key])]
    if wrong:
        raise ExportError(f"{name} has {wrong[0]}: {found[wrong[0]]!r} in its policy_kwargs", TRUST)
    return found


def activation_of(named: str | None, given: Any, usual: type[torch.nn.Module]) -> type[torch.nn.Module]:
    """The activation function: as the file tells it, or the usual one; as the user named it where the file cannot tell.

    :raises ExportError: where neither tells, or both tell different ones
    """
    told = re.findall(r"^<class 'torch\.nn\.modules\.activation\.(\w+)'>$", str(given))
    text = told[0] if told else usual.__name__ if given is None else named
    if text is None:
        raise ExportError(
            f"the activation function cannot be told from {given!r}",
            f"if torch.nn makes it without arguments, name it, as in --activation ReLU; or, {TRUST}",
        )
    found = getattr(torch.nn.modules.activation, text, None)
    if getattr(found, "__module__", None) != "torch.nn.modules.activation":
        raise ExportError(f"torch.nn has no activation {text}", "name one that it has, as in --activation ReLU")
    if named not in (None, text):
        raise ExportError(f"--activation {named} is not the model's: it has {text}", "leave --activation out")
    return cast(type[torch.nn.Module], found)


def widths(weights: Weights, prefix: str) -> list[int]:
    """Sizes of the linear layers `prefix`0, `prefix`2, … in their order."""
    numbers = sorted(
        int(found[1]) for key in weights if (found := re.fullmatch(re.escape(prefix) + r"(\d+)\.weight", key))
    )
    return [int(weights[f"{prefix}{number}.weight"].shape[0]) for number in numbers]


def extractor_of(
    weights: Weights, prefix: str, given: Mapping[str, Any], space: spaces.Space[Any], name: str
) -> tuple[type[torch.nn.Module], dict[str, Any]]:
    """The features extractor, with its keywords. Raises ExportError for one whose code is not known."""
    stated = str(given.get("features_extractor_class", ""))
    if stated == f"<class '{FixedScaling.__module__}.{FixedScaling.__name__}'>":
        centre, scale = weights[f"{prefix}features_extractor.centre"], weights[f"{prefix}features_extractor.scale"]
        return FixedScaling, {"centre": centre.tolist(), "scale": scale.tolist()}
    own = [key for key in weights if "features_extractor." in key]
    if own or (stated and stated not in EXTRACTORS):
        what = re.sub(r"^<class '|'>$", "", stated) or own[0]
        raise ExportError(
            f"{name} has a features extractor of its own ({what}), whose code is not in the file",
            f"{TRUST}: run where that class can be imported (PYTHONPATH)",
        )
    return (CombinedExtractor if isinstance(space, spaces.Dict) else FlattenExtractor), {}


def rebuilt(
    algorithm: str,
    weights: Weights,
    data: Mapping[str, Any],
    observation_space: spaces.Space[Any],
    action_space: spaces.Space[Any],
    activation: str | None,
    name: str,
) -> Any:
    """The policy, with the weights of its deciding part. Raises ExportError where its making cannot be told."""
    refuse_own_policy_class(data, name)
    layout, given = LAYOUTS[algorithm], keywords(data, name)
    prefix = f"{layout.part}." if layout.part else ""
    extractor, extractor_keywords = extractor_of(weights, prefix, given, observation_space, name)
    options: dict[str, Any] = {key: given[key] for key in READ if key in given}
    if data.get("use_sde") is True:
        options["use_sde"] = True
    if algorithm == "QRDQN":
        out = widths(weights, "quantile_net.quantile_net.")[-1]
        options["n_quantiles"] = out // int(getattr(action_space, "n", 1))
    try:
        policy: Any = layout.policy(
            observation_space,
            action_space,
            lambda _: 0.0,
            net_arch=architecture(algorithm, weights),
            activation_fn=activation_of(activation, given.get("activation_fn"), layout.activation),
            features_extractor_class=extractor,
            features_extractor_kwargs=extractor_keywords,
            **options,
        )
        deciding = getattr(policy, layout.part) if layout.part else policy
        own = {key.removeprefix(prefix): one for key, one in weights.items() if key.startswith(prefix)}
        deciding.load_state_dict(own, strict=True)
    except ExportError:
        raise
    except Exception as error:  # whatever the library makes of weights that are not its own
        raise ExportError(
            f"{name} cannot be built anew from its weights as {algorithm}: {' '.join(str(error).split())[:300]}",
            f"state the right spaces with --space; or, {TRUST}",
        ) from error
    policy.set_training_mode(False)
    return policy


def architecture(algorithm: str, weights: Weights) -> Any:
    """`net_arch`, from the shapes of the weights."""
    match algorithm:
        case "PPO" | "A2C" | "MaskablePPO":
            return {
                "pi": widths(weights, "mlp_extractor.policy_net."),
                "vf": widths(weights, "mlp_extractor.value_net."),
            }
        case "DQN":
            return widths(weights, "q_net.q_net.")[:-1]
        case "QRDQN":
            return widths(weights, "quantile_net.quantile_net.")[:-1]
        case "SAC" | "TQC":
            return {"pi": widths(weights, "actor.latent_pi."), "qf": []}
    return {"pi": widths(weights, "actor.mu.")[:-1], "qf": []}
