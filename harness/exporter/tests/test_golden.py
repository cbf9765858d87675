import numpy as np

from assay_exporter.golden import choose_rows, golden_vectors


def test_every_row_is_flat_and_in_its_shortest_form() -> None:
    window = np.array([[[0.1, 0.2], [0.3, 0.4]]], dtype=np.float32)
    document = golden_vectors(
        "torch", "digest", {"window": window, "regime": np.array([[3]])}, {"action": np.array([1])}
    )
    assert document == {
        "framework": "torch",
        "artifact": "digest",
        "inputs": {"window": [[0.1, 0.2, 0.3, 0.4]], "regime": [[3]]},
        "outputs": {"action": [[1]]},
    }


def test_rare_actions_are_among_the_chosen_rows() -> None:
    chosen = np.array([0] * 990 + [1] * 9 + [2])
    rows = choose_rows(chosen, 20, 3, np.random.default_rng(0))
    assert len(set(rows.tolist())) == 20
    counts = np.bincount(chosen[rows], minlength=3)
    assert counts[1] >= 3
    assert counts[2] == 1


def test_fewer_rows_than_wanted_are_all_chosen() -> None:
    assert sorted(choose_rows(np.array([0, 0, 1]), 20, 3, np.random.default_rng(0)).tolist()) == [0, 1, 2]
