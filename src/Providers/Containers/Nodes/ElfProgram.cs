using System.Buffers.Binary;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>Architecture and loader of a Linux program, from its header.</summary>
/// <param name="Architecture">Architecture in the words of engines; null if it is not known.</param>
/// <param name="Loader">Path of its dynamic loader; empty for a program that needs none.</param>
internal sealed record ElfProgram(string? Architecture, string Loader)
{
    // elf(5): Elf64_Ehdr and Elf64_Phdr. Both architectures are little-endian.
    private const int HeaderBytes = 64;
    private const int MachineOffset = 18;
    private const int SegmentTableOffset = 32;
    private const int SegmentBytesOffset = 54;
    private const int SegmentCountOffset = 56;
    private const int SegmentBytes = 56;
    private const int SegmentFileOffset = 8;
    private const int SegmentFileBytes = 32;
    private const int InterpreterType = 3;
    private const int MaxPathBytes = 4096;

    /// <returns>Null if the file is not a Linux program with 64 bits.</returns>
    public static ElfProgram? Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] header = new byte[HeaderBytes];
        if (!TryRead(file, 0, header) || !header.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8))
        {
            return null;
        }

        string? architecture = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(MachineOffset)) switch
        {
            0x3e => "amd64",
            0xb7 => "arm64",
            _ => null,
        };
        return new ElfProgram(architecture, ReadLoader(file, header));
    }

    private static string ReadLoader(FileStream file, byte[] header)
    {
        long table = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(SegmentTableOffset));
        ushort step = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(SegmentBytesOffset));
        ushort count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(SegmentCountOffset));
        byte[] segment = new byte[SegmentBytes];
        for (int index = 0; index < count && TryRead(file, table + ((long)index * step), segment); index++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(segment) != InterpreterType)
            {
                continue;
            }

            long length = BinaryPrimitives.ReadInt64LittleEndian(segment.AsSpan(SegmentFileBytes));
            byte[] text = new byte[Math.Clamp(length, 0, MaxPathBytes)];
            long offset = BinaryPrimitives.ReadInt64LittleEndian(segment.AsSpan(SegmentFileOffset));
            return TryRead(file, offset, text) ? Encoding.UTF8.GetString(text).TrimEnd('\0') : "";
        }

        return "";
    }

    private static bool TryRead(FileStream file, long offset, byte[] bytes)
    {
        if (offset < 0 || offset > file.Length - bytes.Length)
        {
            return false;
        }

        file.Position = offset;
        file.ReadExactly(bytes);
        return true;
    }
}
