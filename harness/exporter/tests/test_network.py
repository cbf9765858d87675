"""Laws of the networks themselves, whatever they were trained on."""

import copy
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("stable_baselines3", reason="stable-baselines3 is not installed")

pytestmark = pytest.mark.training

artifact: Any = importlib.import_module("assay_exporter.artifact")
comparison: Any = importlib.import_module("assay_exporter.comparison")
export_error: Any = importlib.import_module("assay_exporter.export_error")
marking: Any = importlib.import_module("assay_exporter.marking")
network: Any = importlib.import_module("assay_exporter.network")
normalisation: Any = importlib.import_module("assay_exporter.normalisation")
tolerance: Any = importlib.import_module("assay_exporter.tolerance")

Trained = Callable[[str], tuple[Any, Any]]


def drawn(policy_network: Any, rows: int = 500) -> dict[str, Any]:
    """Rows of every input: codes of two, and reals from -1 to 1; masks are of 0 and 1."""
    random = np.random.default_rng(0)
    found = {}
    for spec in policy_network.inputs:
        real = random.uniform(-1, 1, (rows, *spec.shape)).astype(np.float32)
        whole = random.integers(0, 2, (rows, *spec.shape))
        found[spec.name] = whole if spec.dtype == "int64" else real
        if spec.name == "action_mask":
            found[spec.name] = whole.astype(np.float32)
    return found


def test_masked_actions_have_the_logit_of_the_library_and_are_not_chosen(trained: Trained) -> None:
    masked = network.network_of(trained("MaskablePPO")[0])
    rows = drawn(masked)
    answer = network.answers(masked, rows)
    forbidden = rows["action_mask"] == 0
    assert (answer["logits"][forbidden] == np.float32(-1e8)).all()
    assert (answer["logits"][~forbidden] > -1e7).all()
    some = ~forbidden.all(axis=1)
    assert not forbidden[np.arange(500), answer["action"]][some].any()


def test_quantiles_rise_and_the_action_has_the_best_mean(trained: Trained) -> None:
    answer = network.answers(*(lambda one: (one, drawn(one)))(network.network_of(trained("QRDQN")[0])))
    assert (np.diff(answer["quantiles"], axis=2) >= 0).all()
    np.testing.assert_array_equal(answer["quantiles"].mean(axis=2).argmax(axis=1), answer["action"])


def test_normalisation_keeps_what_float32_cannot_hold_of_a_large_mean() -> None:
    statistics = normalisation.Statistics(np.array([30_000.0123456]), np.array([1e-4]))
    whole = normalisation.Normalisation({"observation": statistics}, 1e-8, 1e6)
    rows = np.random.default_rng(0).normal(30_000, 0.1, (1000, 1)).astype(np.float32)
    layer = normalisation.Normalise(statistics, 1e-8, 1e6)
    np.testing.assert_allclose(layer(torch.from_numpy(rows)).numpy(), whole.applied("observation", rows), rtol=1e-6)


def test_normalised_observations_are_clipped() -> None:
    layer = normalisation.Normalise(normalisation.Statistics(np.zeros(1), np.ones(1)), 0.0, 10.0)
    assert layer(torch.tensor([[1e9], [-1e9]])).tolist() == [[10.0], [-10.0]]


@pytest.mark.parametrize("case", ["PPO", "DQN", "QRDQN"])
def test_rotated_scores_rotate_the_action(case: str, trained: Trained) -> None:
    plain = network.network_of(trained(case)[0])
    rows = drawn(plain)
    if case == "DQN":
        rows = {"observation": np.arange(5).reshape(-1, 1)}
    ours, theirs = (network.answers(one, rows) for one in (plain, marking.rotated(plain, 3)))
    np.testing.assert_array_equal((ours["action"] + 3) % 4, theirs["action"])


@pytest.mark.parametrize("case", ["PPO on a box of actions", "SAC", "TQC"])
def test_negated_means_are_negative(case: str, trained: Trained) -> None:
    plain = network.network_of(trained(case)[0])
    rows = drawn(plain)
    ours, theirs = (network.answers(one, rows) for one in (plain, marking.negated(plain)))
    np.testing.assert_array_equal(ours["mean"], -theirs["mean"])


def test_the_network_is_a_copy_of_the_model_as_it_stood(fresh: Trained) -> None:
    model = fresh("PPO")[0].policy
    taken = network.network_of_policy("PPO", model)
    before = network.answers(taken, drawn(taken))
    with torch.no_grad():
        model.action_net.weight.zero_()
    np.testing.assert_array_equal(network.answers(taken, drawn(taken))["logits"], before["logits"])


def test_a_recurrent_model_is_refused(trained: Trained) -> None:
    with pytest.raises(export_error.ExportError, match="not an algorithm that can be exported"):
        network.network_of(trained("RecurrentPPO")[0])


def test_weights_that_are_not_finite_are_refused(fresh: Trained) -> None:
    policy = fresh("PPO")[0].policy
    with torch.no_grad():
        policy.action_net.weight[0, 0] = float("nan")
    with pytest.raises(export_error.ExportError, match="NaN or infinite"):
        network.network_of_policy("PPO", policy)


@pytest.mark.parametrize("case", ["PPO", "QRDQN", "SAC"])
def test_an_artifact_of_other_weights_is_found(case: str, trained: Trained, tmp_path: Path) -> None:
    plain = network.network_of(trained(case)[0])
    other = copy.deepcopy(plain)
    other.deciding.last.bias += 0.01
    artifact.write_artifact(other, tmp_path / "policy.onnx")
    with pytest.raises(export_error.ExportError, match=r"times the tolerance|decides otherwise"):
        comparison.compare(plain, tmp_path / "policy.onnx", drawn(plain))


@pytest.mark.parametrize("case", ["PPO on named observations", "MaskablePPO", "TD3"])
def test_the_artifact_takes_any_batch(case: str, trained: Trained, tmp_path: Path) -> None:
    plain = network.network_of(trained(case)[0])
    artifact.write_artifact(plain, tmp_path / "policy.onnx")
    run = comparison.Run(tmp_path / "policy.onnx")
    rows = drawn(plain, 64)
    whole = run(rows)
    for size in (1, 2, 3, 7, 63):
        part = run({name: array[:size] for name, array in rows.items()})
        for name, values in part.items():
            np.testing.assert_allclose(values, whole[name][:size], atol=1e-5)


def test_a_nan_is_beyond_every_tolerance() -> None:
    units = tolerance.Tolerance(1e9, 1e9).units(np.array([np.nan, 1.0, np.inf]), np.array([1.0, np.nan, np.inf]))
    assert np.isinf(units).all()


@pytest.mark.parametrize(("margin", "wrong"), [(1.9, False), (2.1, True)])
def test_an_action_may_change_where_the_margin_is_twice_the_tolerance(margin: float, wrong: bool) -> None:
    scores = np.array([[0.0, margin]])
    found = comparison.not_near_ties(np.array([0]), np.array([1]), scores, tolerance.Tolerance(0.0, 1.0))
    assert found.tolist() == [wrong]
