"""Writes a copy of a GGUF model whose weight matrices are rounded once more, to Q4_0.

Q4_0 has one scale for 32 weights where Q4_1 also has an offset, so the copy is another model: a little smaller and less
exact. The arguments are the path of the model and the path to write.
"""

import sys

from gguf import GGMLQuantizationType, GGUFReader, GGUFValueType, GGUFWriter
from gguf.quants import dequantize, quantize

MOSTLY_Q4_0 = 2


def copy_fields(reader: GGUFReader, writer: GGUFWriter) -> None:
    changed = {"general.file_type": MOSTLY_Q4_0}
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name == "general.architecture":
            continue
        kind = field.types[0]
        part = field.types[-1] if kind == GGUFValueType.ARRAY else None
        writer.add_key_value(name, changed.get(name, field.contents()), kind, part)


def copy_tensors(reader: GGUFReader, writer: GGUFWriter) -> None:
    target = GGMLQuantizationType.Q4_0
    for tensor in reader.tensors:
        if tensor.tensor_type == GGMLQuantizationType.Q4_1:
            values = dequantize(tensor.data, tensor.tensor_type)
            writer.add_tensor(tensor.name, quantize(values, target), raw_dtype=target)
        else:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)


def main() -> None:
    source, target = sys.argv[1:]
    reader = GGUFReader(source)
    writer = GGUFWriter(target, reader.fields["general.architecture"].contents())
    copy_fields(reader, writer)
    copy_tensors(reader, writer)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main()
