#!/usr/bin/env python3
"""Lets a client that speaks no pickles ask a LeRobot policy server that speaks nothing else.

    python3 lerobot_translator.py --server 127.0.0.1:8080 --listen 127.0.0.1:8081
    ./blindvla eval put-on-plate --policy 'lerobot:grpc://127.0.0.1:8081?policy_type=act&checkpoint=PATH'

It belongs on the server's side: it runs in the environment in which LeRobot is installed (it needs lerobot, torch, numpy, grpcio), and it
loads what that server pickles, which is to trust that server as one trusts a program. What comes from its own clients is JSON and
safetensors, and is never unpickled. It listens on loopback addresses only.

`--check` needs nothing but Python: it reads one payload from its input, and writes it again to its output.
"""

import argparse
import json
import struct
import sys

MAX_BYTES = 64 << 20
PIECE_BYTES = 2 << 20
SERVICE = "/transport.AsyncInference/"
SIZES = {"BOOL": 1, "I8": 1, "U8": 1, "I16": 2, "U16": 2, "F16": 2, "I32": 4, "U32": 4, "F32": 4, "I64": 8, "U64": 8, "F64": 8}


class Refused(Exception):
    """What is not understood, in a sentence."""


# The payload: four bytes with the length of a text (the highest first), the text (JSON), arrays (safetensors) where there are any.


def unpack(data):
    """The JSON, and the arrays as name -> (dtype, shape, bytes)."""
    if len(data) < 4:
        raise Refused(f"expected a payload, found {len(data)} bytes")
    (length,) = struct.unpack(">I", data[:4])
    if length > len(data) - 4:
        raise Refused(f"expected the length of a text within {len(data)} bytes, found {length}")
    try:
        content = json.loads(data[4 : 4 + length].decode("utf-8"))
    except ValueError as e:
        raise Refused(f"expected a text of JSON: {e}") from e
    if not isinstance(content, dict):
        raise Refused("expected a map in JSON, found something else")
    rest = data[4 + length :]
    return content, _read_arrays(rest) if rest else {}


def pack(content, arrays):
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    return struct.pack(">I", len(text)) + text + (_write_arrays(arrays) if arrays else b"")


def _read_arrays(data):
    (length,) = struct.unpack("<Q", data[:8]) if len(data) >= 8 else (len(data),)
    if length > len(data) - 8:
        raise Refused(f"expected the length of a safetensors header within {len(data)} bytes, found {length}")
    try:
        header = json.loads(data[8 : 8 + length].decode("utf-8"))
    except ValueError as e:
        raise Refused(f"expected a safetensors header: {e}") from e
    values = data[8 + length :]
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        try:
            dtype, shape, (begin, end) = entry["dtype"], [int(n) for n in entry["shape"]], entry["data_offsets"]
            size = SIZES[dtype]
        except (KeyError, TypeError, ValueError) as e:
            raise Refused(f"the array {name!r}: expected dtype, shape and data_offsets that are read here") from e
        for n in shape:
            size *= n
        if not 0 <= begin <= end <= len(values) or end - begin != size:
            raise Refused(f"the array {name!r}: expected {size} bytes, found {begin} to {end} of {len(values)}")
        arrays[name] = (dtype, shape, values[begin:end])
    return arrays


def _write_arrays(arrays):
    header, values, at = {}, [], 0
    for name, (dtype, shape, data) in sorted(arrays.items(), key=lambda item: (-SIZES[item[1][0]], item[0])):
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, at + len(data)]}
        values.append(data)
        at += len(data)
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(values)


# The messages of gRPC: `data` is field 1 of an answer and of a setup, 2 of a piece of an observation, whose field 1 is its state.


def _varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def write_message(data, number, state=0):
    begin = bytes([1 << 3]) + _varint(state) if state else b""
    return begin + (bytes([number << 3 | 2]) + _varint(len(data)) + data if data else b"")


def read_message(message, number):
    """The bytes in a field; other fields are let be."""
    at, found = 0, b""

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            if at >= len(message) or shift > 63:
                raise Refused("expected a message of gRPC, found something that breaks off")
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            varint()
        elif key & 7 == 2:
            length = varint()
            if length > len(message) - at:
                raise Refused("expected a message of gRPC, found something that breaks off")
            if key >> 3 == number:
                found = message[at : at + length]
            at += length
        else:
            raise Refused("expected a message of gRPC, found a field of another kind")
    return found


def pieces(data):
    for at in range(0, len(data), PIECE_BYTES):
        is_first, is_last = at == 0, at + PIECE_BYTES >= len(data)
        yield write_message(data[at : at + PIECE_BYTES], 2, state=3 if is_last else 1 if is_first else 2)


def left(context):
    """Seconds that a client still waits; one that waits for ever has a number for which there is no date."""
    seconds = context.time_remaining()
    return None if seconds is None or seconds > 7 * 24 * 3600 else seconds


# The translation itself, for which LeRobot has to be there.


class Translator:
    def __init__(self, stub):
        import pickle

        import numpy
        import torch
        from lerobot.async_inference import helpers

        self._pickle, self._numpy, self._torch, self._helpers, self._stub = pickle, numpy, torch, helpers, stub

    def ready(self, _, context):
        return self._stub["Ready"](b"", timeout=left(context))

    def setup(self, request, context):
        content, _ = self._unpack(read_message(request, 1), "RemotePolicyConfig")
        config = self._helpers.RemotePolicyConfig(
            content["policy_type"],
            content["pretrained_name_or_path"],
            content["lerobot_features"],
            content["actions_per_chunk"],
            content.get("device", "cpu"),
            content.get("rename_map", {}),
        )
        data = self._pickle.dumps(config)
        return self._stub["SendPolicyInstructions"](write_message(data, 1), timeout=left(context))

    def observe(self, requests, context):
        data = b""
        for request in requests:
            data += read_message(request, 2)
            if len(data) > MAX_BYTES:
                raise Refused(f"expected at most {MAX_BYTES} bytes of an observation, found more")
        content, arrays = self._unpack(data, "TimedObservation")
        observation = dict(content["scalar_data"])
        for name, (dtype, shape, values) in arrays.items():
            array = self._numpy.frombuffer(values, dtype=self._dtype(dtype)).reshape(shape).copy()
            observation[name] = array if name in content.get("numpy_keys", []) else self._torch.from_numpy(array)
        timed = self._helpers.TimedObservation(
            timestamp=content["timestamp"],
            timestep=content["timestep"],
            observation=observation,
            must_go=content.get("must_go", False),
        )
        return self._stub["SendObservations"](pieces(self._pickle.dumps(timed)), timeout=left(context))

    def act(self, _, context):
        data = read_message(self._stub["GetActions"](b"", timeout=left(context)), 1)
        if not data:
            return b""
        actions = self._pickle.loads(data)  # The server's own, which is trusted.
        arrays, times = {}, []
        for i, action in enumerate(actions):
            array = self._numpy.ascontiguousarray(action.get_action().detach().cpu().float().numpy())
            arrays[f"action_{i}"] = ("F32", list(array.shape), array.tobytes())
            times.append({"timestamp": action.get_timestamp(), "timestep": action.get_timestep()})
        return write_message(pack({"type": "TimedActions", "actions": times}, arrays), 1)

    @staticmethod
    def _unpack(data, kind):
        content, arrays = unpack(data)
        if content.get("type") != kind:
            raise Refused(f"'type': expected {kind}, found {content.get('type')!r}")
        return content, arrays

    def _dtype(self, name):
        kinds = {"B": "?", "I": "i", "U": "u", "F": "f"}
        return self._numpy.dtype("?" if name == "BOOL" else f"<{kinds[name[0]]}{SIZES[name]}")


def serve(listen, server):
    from concurrent import futures

    import grpc

    host = listen.rsplit(":", 1)[0].strip("[]")
    if host not in ("127.0.0.1", "::1", "localhost"):
        raise SystemExit(f"--listen {listen}: expected a loopback address, because nothing is encrypted; use a tunnel (ssh -L)")
    # A picture of the largest kind comes in pieces, an answer in one.
    options = [("grpc.max_receive_message_length", MAX_BYTES), ("grpc.max_send_message_length", MAX_BYTES)]
    channel = grpc.insecure_channel(server, options)
    stub = {name: channel.unary_unary(SERVICE + name) for name in ("Ready", "SendPolicyInstructions", "GetActions")}
    stub["SendObservations"] = channel.stream_unary(SERVICE + "SendObservations")
    translator = Translator(stub)

    def answering(act):
        def answer(request, context):
            try:
                return act(request, context)
            except grpc.RpcError as e:
                context.abort(e.code(), e.details())
            except (Refused, KeyError) as e:
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"{type(e).__name__}: {e}")

        return answer

    handlers = {
        "Ready": grpc.unary_unary_rpc_method_handler(answering(translator.ready)),
        "SendPolicyInstructions": grpc.unary_unary_rpc_method_handler(answering(translator.setup)),
        "GetActions": grpc.unary_unary_rpc_method_handler(answering(translator.act)),
        "SendObservations": grpc.stream_unary_rpc_method_handler(answering(translator.observe)),
    }
    running = grpc.server(futures.ThreadPoolExecutor(max_workers=4), options=options)
    running.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("transport.AsyncInference", handlers),))
    if running.add_insecure_port(listen) == 0:
        raise SystemExit(f"--listen {listen}: cannot listen there")
    running.start()
    print(f"translating for {server} at {listen}; Ctrl+C stops it", flush=True)
    running.wait_for_termination()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", default="127.0.0.1:8080", help="LeRobot's policy server, HOST:PORT")
    parser.add_argument("--listen", default="127.0.0.1:8081", help="where to listen, a loopback HOST:PORT")
    parser.add_argument("--check", action="store_true", help="read a payload from the input, write it again to the output")
    arguments = parser.parse_args()
    try:
        if arguments.check:
            sys.stdout.buffer.write(pack(*unpack(sys.stdin.buffer.read(MAX_BYTES))))
        else:
            serve(arguments.listen, arguments.server)
    except ImportError as e:
        raise SystemExit(f"{e}: start this where LeRobot and grpcio are installed") from e
    except Refused as e:
        raise SystemExit(str(e)) from e
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
