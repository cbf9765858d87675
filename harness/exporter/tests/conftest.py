"""Small models, trained on the spot, of every algorithm and of every kind of observation."""

import functools
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from refusing import Refused

SMALL = (16, 16)


def environment(observation: Any, action: Any) -> Any:
    """Episodes of 20 steps of observations drawn from the space; a mask allows all actions but one."""
    import gymnasium
    import numpy as np

    class Room(gymnasium.Env[Any, Any]):
        observation_space, action_space = observation, action

        def reset(
            self, *, seed: int | None = None, options: dict[str, Any] | None = None
        ) -> tuple[Any, dict[str, Any]]:
            super().reset(seed=seed)
            self.steps = 0
            return self.observation_space.sample(), {}

        def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
            self.steps += 1
            return self.observation_space.sample(), float(np.sum(action)), self.steps >= 20, False, {}

        def action_masks(self) -> Any:
            return np.arange(self.action_space.n) != self.steps % self.action_space.n

    return Room()


def trained_model(case: str) -> tuple[Any, Any]:
    """The model of a case, and the VecNormalize that it was trained with, or None."""
    import numpy as np
    import sb3_contrib
    import stable_baselines3
    import torch
    from gymnasium import spaces
    from stable_baselines3.common.vec_env import DummyVecEnv, VecNormalize

    from assay_exporter.scaling import FixedScaling

    torch.set_num_threads(1)
    box, far = spaces.Box(-3, 3, (6,)), spaces.Box(29_990, 30_010, (6,))
    named = spaces.Dict(
        {
            "window": spaces.Box(-1, 1, (5, 4)),
            "regime": spaces.Discrete(7),
            "open": spaces.MultiBinary(3),
            "venues": spaces.MultiDiscrete([3, 4]),
        }
    )
    four, arm = spaces.Discrete(4), spaces.Box(np.array([-1.0, 0.0], np.float32), np.array([1.0, 5.0], np.float32))
    scaling = {"centre": [1.0] * 6, "scale": [2.0] * 6}
    relu = {"net_arch": {"pi": [16], "vf": [8]}, "activation_fn": torch.nn.ReLU}
    on_policy, off_policy = {"n_steps": 64}, {"learning_starts": 32, "buffer_size": 500}
    cases: dict[str, tuple[str, Any, Any, dict[str, Any], dict[str, Any]]] = {
        "PPO": ("PPO", box, four, on_policy, relu),
        "PPO on named observations": ("PPO", named, four, on_policy, {"share_features_extractor": False}),
        "PPO on a box of actions": ("PPO", box, arm, on_policy, {"net_arch": list(SMALL)}),
        "PPO with a noise matrix": ("PPO", box, arm, {**on_policy, "use_sde": True}, {"squash_output": True}),
        "PPO with fixed scaling": (
            *("PPO", box, four, on_policy),
            {"features_extractor_class": FixedScaling, "features_extractor_kwargs": scaling},
        ),
        "PPO normalised": ("PPO", far, four, on_policy, {}),
        "A2C": ("A2C", box, four, {}, {}),
        "DQN": ("DQN", spaces.Discrete(5), four, off_policy, {"net_arch": list(SMALL)}),
        "QRDQN": ("QRDQN", box, four, off_policy, {"net_arch": list(SMALL), "n_quantiles": 11}),
        "MaskablePPO": ("MaskablePPO", box, four, on_policy, {"net_arch": list(SMALL)}),
        "SAC": ("SAC", named, arm, off_policy, {"net_arch": list(SMALL)}),
        "SAC with a noise matrix": ("SAC", box, arm, {**off_policy, "use_sde": True}, {"net_arch": list(SMALL)}),
        "SAC normalised": ("SAC", named, arm, off_policy, {"net_arch": list(SMALL)}),
        "TQC": ("TQC", box, arm, off_policy, {"net_arch": list(SMALL), "n_quantiles": 5}),
        "TD3": ("TD3", box, arm, off_policy, {"net_arch": list(SMALL)}),
        "DDPG": ("DDPG", box, arm, off_policy, {"net_arch": list(SMALL)}),
        "RecurrentPPO": ("RecurrentPPO", box, four, on_policy, {"net_arch": list(SMALL), "lstm_hidden_size": 8}),
    }
    algorithm, observation, action, options, policy_kwargs = cases[case]
    kind = next(
        getattr(library, algorithm) for library in (stable_baselines3, sb3_contrib) if hasattr(library, algorithm)
    )
    policy = "MultiInputPolicy" if isinstance(observation, spaces.Dict) else "MlpPolicy"
    room: Any = environment(observation, action)
    normalised = None
    if "normalised" in case:
        keys = ["window"] if isinstance(observation, spaces.Dict) else None
        room = normalised = VecNormalize(DummyVecEnv([lambda: environment(observation, action)]), norm_obs_keys=keys)
    policy = "MlpLstmPolicy" if algorithm == "RecurrentPPO" else policy
    model = kind(policy, room, seed=1, device="cpu", policy_kwargs=policy_kwargs, **options)
    return model.learn(256), normalised


@pytest.fixture
def room() -> Callable[[Any, Any], Any]:
    """Makes an environment of an observation and an action space."""
    return environment


@pytest.fixture
def fresh() -> Callable[[str], tuple[Any, Any]]:
    """Trains a case anew, for tests that change it."""
    return trained_model


@pytest.fixture(scope="session")
def trained() -> Callable[[str], tuple[Any, Any]]:
    """Trains a case once."""
    return functools.cache(trained_model)


@pytest.fixture(scope="session")
def saved(trained: Callable[[str], tuple[Any, Any]], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The zip of a case, saved once."""

    @functools.cache
    def save(case: str) -> Path:
        path = tmp_path_factory.mktemp("saved") / "model.zip"
        trained(case)[0].save(path)
        return path

    return save


@pytest.fixture(scope="session")
def export(trained: Callable[[str], tuple[Any, Any]], saved: Callable[[str], Path]) -> Callable[..., Path]:
    """Exports a case as a user would, to a folder, with further options."""

    def to(case: str, out: Path, *options: str) -> Path:
        command: Any = importlib.import_module("assay_exporter.command")
        documents: Any = importlib.import_module("assay_exporter.documents")
        normalisation: Any = importlib.import_module("assay_exporter.normalisation")
        stated = ["--no-normalisation"]
        if trained(case)[1] is not None:
            statistics = out.with_suffix(".json")
            documents.write(statistics, normalisation.Normalisation.of(trained(case)[1]).document())
            stated = ["--normalisation", str(statistics)]
        assert command.main([str(saved(case)), "--out", str(out), "--observations", "600", *stated, *options]) == 0
        return out

    return to


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Exports what must not be, and gives what was said."""
    return Refused(tmp_path, capsys)
