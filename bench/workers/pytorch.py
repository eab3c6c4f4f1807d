"""PyTorch's side of the benchmark: a request a line on standard input, an answer a line on descriptor 3.

With the argument `script`, modules that are written by hand run through torch.jit.script.
"""

import base64
import ctypes
import json
import math
import os
import re
import sys
import time

import torch
from torch import Tensor, nn

SCRIPTED = sys.argv[1:] == ["script"]

torch.set_num_threads(1)


def blas():
    """The matrix library that is loaded, by its own words where it has some."""
    with open("/proc/self/maps") as maps:
        paths = sorted({line.split()[-1] for line in maps if re.search(r"blas|mkl_rt", line)})
    for path in paths:
        try:
            library = ctypes.CDLL(path)
            library.openblas_get_config.restype = ctypes.c_char_p
            library.openblas_get_corename.restype = ctypes.c_char_p
            name = " ".join(library.openblas_get_config().decode().split()[:2])
            return f"{name} ({library.openblas_get_corename().decode()})"
        except (AttributeError, OSError):
            continue
    if torch.backends.mkl.is_available():
        return "MKL"
    return "reference BLAS" if paths else "its own"


def tensor(values):
    data = torch.frombuffer(bytearray(base64.b64decode(values["base64"])), dtype=torch.float32)
    return data.reshape(values["shape"]).clone()


class Recurrent(nn.Module):
    """torch's own layer and a linear head on the last step or on every step."""

    def __init__(self, kind, size):
        super().__init__()
        self.cell = kind(size["features"], size["hidden"], size["layers"], batch_first=True)
        self.head = nn.Linear(size["hidden"], 1)
        self.whole = size["output"] == "sequence"

    def forward(self, x):
        output, _ = self.cell(x)
        return self.head(output if self.whole else output[:, -1])


class NotesLSTM(nn.Module):
    """The notes' cell: four linear layers over [x, h]."""

    def __init__(self, features: int, hidden: int):
        super().__init__()
        self.hidden = hidden
        self.i = nn.Linear(features + hidden, hidden)
        self.f = nn.Linear(features + hidden, hidden)
        self.g = nn.Linear(features + hidden, hidden)
        self.o = nn.Linear(features + hidden, hidden)
        self.head = nn.Linear(hidden, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = torch.zeros(x.size(0), self.hidden)
        c = torch.zeros(x.size(0), self.hidden)
        for t in range(x.size(1)):
            both = torch.cat([x[:, t], h], 1)
            i = torch.sigmoid(self.i(both))
            f = torch.sigmoid(self.f(both))
            g = torch.tanh(self.g(both))
            o = torch.sigmoid(self.o(both))
            c = f * c + i * g
            h = o * torch.tanh(c)
        return self.head(h)


class Sales(nn.Module):
    """The sales cell: three columns, no biases, the reset gate after the product, z writes."""

    def __init__(self, features: int, hidden: int):
        super().__init__()
        self.hidden = hidden
        self.wz = nn.Linear(features, hidden, bias=False)
        self.wr = nn.Linear(features, hidden, bias=False)
        self.w = nn.Linear(features, hidden, bias=False)
        self.uz = nn.Linear(hidden, hidden, bias=False)
        self.ur = nn.Linear(hidden, hidden, bias=False)
        self.u = nn.Linear(hidden, hidden, bias=False)
        self.head = nn.Linear(hidden, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = torch.zeros(x.size(0), self.hidden)
        for t in range(x.size(1)):
            xt = x[:, t]
            z = torch.sigmoid(self.wz(xt) + self.uz(h))
            r = torch.sigmoid(self.wr(xt) + self.ur(h))
            candidate = torch.tanh(self.w(xt) + r * self.u(h))
            h = (1 - z) * h + z * candidate
        return self.head(h)


def layer_weights(cell, depth, arrays):
    """Sluice's gates in torch's order. torch's z keeps where Sluice's writes."""

    def stack(letter):
        if cell == "gru":
            gates = [(1, "r"), (-1, "z"), (1, "n")]
        else:
            gates = [(1, gate) for gate in "ifgo"]
        return torch.cat([sign * arrays[f"{depth}.{letter}_{gate}"] for sign, gate in gates])

    weights = {"weight_ih": stack("W"), "weight_hh": stack("U"), "bias_ih": stack("b")}
    if cell == "lstm-two-biases":
        weights["bias_hh"] = stack("p")
    else:
        weights["bias_hh"] = torch.zeros_like(weights["bias_ih"])
        if cell == "gru":
            hidden = weights["bias_hh"].numel() // 3
            weights["bias_hh"][2 * hidden :] = arrays[f"{depth}.b_hn"]
    return {f"{name}_l{depth}": value for name, value in weights.items()}


def model_of(cell, size, arrays):
    if cell == "notes-lstm":
        model = NotesLSTM(size["features"], size["hidden"])
        state = {}
        for gate in "ifgo":
            state[f"{gate}.weight"] = arrays[f"0.W_{gate}"]
            state[f"{gate}.bias"] = arrays[f"0.b_{gate}"]
    elif cell == "sales":
        model = Sales(size["features"], size["hidden"])
        state = {}
        for gate, ours, recurrent in [("z", "z", "U_z"), ("r", "r", "U_r"), ("", "", "U")]:
            columns = [arrays[f"0.W_{ours}{column}"] for column in "shw"]
            state[f"w{gate}.weight"] = torch.cat(columns, 1)
            state[f"u{gate}.weight"] = arrays[f"0.{recurrent}"]
    else:
        model = Recurrent(nn.GRU if cell == "gru" else nn.LSTM, size)
        state = {}
        for depth in range(size["layers"]):
            for name, value in layer_weights(cell, depth, arrays).items():
                state[f"cell.{name}"] = value
            if cell == "lstm":
                # Sluice's cell has one bias a gate: torch's other one stays zero and costs no gradient.
                getattr(model.cell, f"bias_hh_l{depth}").requires_grad_(False)
    state["head.weight"] = arrays["head.W"]
    state["head.bias"] = arrays["head.b"]
    model.load_state_dict(state)
    return torch.jit.script(model) if SCRIPTED else model


def training(job):
    """The model, and a function that does one step and gives the loss before it."""
    arrays = job["arrays"]
    model = model_of(job["cell"], job["size"], arrays)
    x, y = arrays["x"], arrays["y"]
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(parameters, lr=job["rate"])

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return model, step


def first_losses(job):
    model, step = training(job)
    hooks = []
    if job["cell"] == "gru":
        # Sluice's cell has one bias for z and one for r: torch's others stand still while losses are compared.
        hidden = job["size"]["hidden"]
        mask = torch.cat([torch.zeros(2 * hidden), torch.ones(hidden)])
        for depth in range(job["size"]["layers"]):
            bias = getattr(model.cell, f"bias_hh_l{depth}")
            hooks.append(bias.register_hook(lambda gradient: gradient * mask))
    losses = [step().item() for _ in range(job["checkedSteps"] + 1)]
    for hook in hooks:
        hook.remove()
    return losses, step


def prepare_train(job):
    losses, step = first_losses(job)

    def loop(calls):
        for _ in range(calls):
            step()

    return losses, loop


def prepare_epochs(job):
    losses, _ = first_losses(job)

    def loop(calls):
        for _ in range(calls):
            _, step = training(job)
            for _ in range(job["epochs"]):
                step().item()

    return losses, loop


def prepare_forward(job):
    model = model_of(job["cell"], job["size"], job["arrays"]).eval()
    x = job["arrays"]["x"]
    with torch.inference_mode():
        output = model(x).flatten().tolist()

    def loop(calls):
        with torch.inference_mode():
            for _ in range(calls):
                model(x)

    return output, loop


def prepare_step(job):
    model = model_of(job["cell"], job["size"], job["arrays"]).eval()
    x = job["arrays"]["x"]
    rows = [x[:, t : t + 1].contiguous() for t in range(x.size(1))]

    with torch.inference_mode():
        output = model(x).flatten().tolist()

    def loop(calls):
        state = None
        with torch.inference_mode():
            for call in range(calls):
                value, state = model.cell(rows[call % len(rows)], state)
                model.head(value[:, -1])

    return output, loop


PREPARE = {
    "train": prepare_train,
    "memory": prepare_train,
    "epochs": prepare_epochs,
    "forward": prepare_forward,
    "step": prepare_step,
}


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main():
    loop = None
    answers = os.fdopen(3, "w")
    for line in sys.stdin:
        request = json.loads(line)
        try:
            action = request["do"]
            if action == "describe":
                python = sys.version.split()[0]
                answer = {"versions": {"pytorch": torch.__version__, "blas": blas(), "python": python}}
            elif action == "prepare":
                job = request["job"]
                job["arrays"] = {name: tensor(values) for name, values in job["arrays"].items()}
                result, loop = PREPARE[job["kind"]](job)
                answer = {"result": [value if math.isfinite(value) else None for value in result]}
            elif action == "run":
                started, before = time.perf_counter(), time.process_time()
                loop(request["calls"])
                ms = (time.perf_counter() - started) * 1000
                answer = {"ms": ms, "cpuMs": (time.process_time() - before) * 1000}
            elif action == "memory":
                answer = {"rss": resident()}
            else:
                answer = {"error": f"PyTorch's worker cannot {action}"}
        except Exception as error:  # the harness reports it and goes on without this peer
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main()
