"""Writes a tiny model with random weights around a tokenizer that has fill-in-the-middle tokens.

Its text is noise; its token ids, its prompt layout and its speed are those of a real server. The arguments are the
vocabulary file (a GGUF without tensors, as llama.cpp ships it), the path of the model to write, and, where its control
tokens should be others than starcoder's, a JSON array of those.
"""

import json
import sys

import numpy
from gguf import GGUFReader, GGUFValueType, GGUFWriter

EMBEDDING, BLOCKS, HEADS, FEED_FORWARD, CONTEXT = 64, 2, 4, 128, 4096
MOSTLY_FLOAT16 = 1
CONTROL_TOKEN = 3


def copy_tokenizer(reader: GGUFReader, writer: GGUFWriter, control_tokens: list[str]) -> int:
    """Copies every tokenizer field, with the other control tokens, and gives the number of tokens."""
    texts = reader.fields["tokenizer.ggml.tokens"].contents()
    kinds = reader.fields["tokenizer.ggml.token_type"].contents()
    if control_tokens:
        replace_control_tokens(texts, kinds, control_tokens)
    changed = {"tokenizer.ggml.tokens": texts, "tokenizer.ggml.token_type": kinds}
    for name, field in reader.fields.items():
        if not name.startswith("tokenizer."):
            continue
        kind = field.types[0]
        part = field.types[-1] if kind == GGUFValueType.ARRAY else None
        writer.add_key_value(name, changed.get(name, field.contents()), kind, part)
    return len(texts)


def replace_control_tokens(texts: list[str], kinds: list[int], control_tokens: list[str]) -> None:
    """Takes starcoder's own away, except the first, which ends a text, and puts the others in place of rare words."""
    for index, text in enumerate(texts[1:], start=1):
        if text.startswith("<") and text.endswith(">") and len(text) > 4:
            texts[index] = f"[unused{index}]"
    added = [text for text in control_tokens if text != texts[0]]
    for index, text in enumerate(added, start=len(texts) - len(added)):
        texts[index] = text
        kinds[index] = CONTROL_TOKEN


def add_hyperparameters(writer: GGUFWriter, tokens: int) -> None:
    writer.add_name("random-weights-fim")
    writer.add_vocab_size(tokens)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(EMBEDDING)
    writer.add_block_count(BLOCKS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(EMBEDDING // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(MOSTLY_FLOAT16)


def add_tensors(writer: GGUFWriter, tokens: int) -> None:
    random = numpy.random.default_rng(seed=1)

    def matrix(name: str, rows: int, columns: int) -> None:
        values = random.normal(0, 0.1, (rows, columns)).astype(numpy.float16)
        writer.add_tensor(f"{name}.weight", values)

    def norm(name: str) -> None:
        writer.add_tensor(f"{name}.weight", numpy.ones(EMBEDDING, dtype=numpy.float32))

    matrix("token_embd", tokens, EMBEDDING)
    matrix("output", tokens, EMBEDDING)
    norm("output_norm")
    for block in range(BLOCKS):
        norm(f"blk.{block}.attn_norm")
        norm(f"blk.{block}.ffn_norm")
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            matrix(f"blk.{block}.{part}", EMBEDDING, EMBEDDING)
        matrix(f"blk.{block}.ffn_gate", FEED_FORWARD, EMBEDDING)
        matrix(f"blk.{block}.ffn_up", FEED_FORWARD, EMBEDDING)
        matrix(f"blk.{block}.ffn_down", EMBEDDING, FEED_FORWARD)


def main() -> None:
    vocabulary, target, *control_tokens = sys.argv[1:]
    writer = GGUFWriter(target, "llama")
    tokens = copy_tokenizer(GGUFReader(vocabulary), writer, json.loads(control_tokens[0]) if control_tokens else [])
    add_hyperparameters(writer, tokens)
    add_tensors(writer, tokens)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main()
