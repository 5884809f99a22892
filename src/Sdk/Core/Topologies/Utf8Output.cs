using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Scalewright.Topologies;

/// <summary>Writes UTF-8 text to a buffer without allocating. Call <see cref="Flush"/> at the end.</summary>
public ref struct Utf8Output
{
    private const int DefaultChunkLength = 4096;
    private readonly IBufferWriter<byte> _buffer;
    private readonly int _chunkLength;
    private Span<byte> _chunk;
    private int _used;
    private NodeSpec? _node;
    private InlineText _nodeName;

    /// <summary>Creates a writer.</summary>
    /// <param name="buffer">Receives the bytes.</param>
    public Utf8Output(IBufferWriter<byte> buffer)
        : this(buffer, DefaultChunkLength) { }

    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="chunkLength">Minimum length of the memory that is requested from the buffer.</param>
    internal Utf8Output(IBufferWriter<byte> buffer, int chunkLength)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        _buffer = buffer;
        _chunkLength = chunkLength;
        _chunk = default;
        _used = 0;
        _node = null;
        _nodeName = default;
    }

    /// <summary>Writes bytes unchanged.</summary>
    /// <param name="utf8">Bytes, for example <c>"vm launch"u8</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(scoped ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Reserve(utf8.Length));
        _used += utf8.Length;
    }

    /// <summary>Writes a text.</summary>
    /// <param name="text">The text.</param>
    public void Write(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.FromUtf16(text, Reserve(text.Length), out int written) != OperationStatus.Done)
        {
            written = Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
        }

        _used += written;
    }

    /// <summary>Writes a decimal number, padded with zeros to a width.</summary>
    /// <param name="number">The number.</param>
    /// <param name="width">Minimum number of digits, 0 to <see cref="NamePattern.MaxWidth"/>. 0: no padding.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is outside its range.</exception>
    public void Write(long number, int width = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)width, (uint)NamePattern.MaxWidth, nameof(width));
        if (number < 0)
        {
            Utf8Formatter.TryFormat(number, Reserve(DecimalText.MaxLength), out int length, new StandardFormat('D', (byte)width));
            _used += length;
            return;
        }

        int written = DecimalText.Write((ulong)number, width, Reserve(DecimalText.MaxLength));
        _used += written;
    }

    /// <summary>Writes an address.</summary>
    /// <param name="address">The address.</param>
    public void Write(Address address)
    {
        int written = AddressFormatter.Write(address, Reserve(AddressFormatter.MaxLength));
        _used += written;
    }

    /// <summary>Writes the text of a pattern for a container.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="container">The container.</param>
    public void Write(NamePattern pattern, in ContainerSpec container)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (!ReferenceEquals(container.Node, _node))
        {
            (_node, _nodeName) = (container.Node, InlineText.From(container.Node.Name));
        }

        if (_nodeName.IsMissing)
        {
            WriteLong(pattern, container);
            return;
        }

        Span<byte> free = Reserve(pattern.MaxLength);
        int at = 0;
        foreach (ref readonly NameSegment part in pattern.Parts)
        {
            at += part.Placeholder switch
            {
                NamePlaceholder.Literal => part.CopyLiteralTo(free[at..]),
                NamePlaceholder.Node => _nodeName.CopyTo(free[at..]),
                _ => DecimalText.Write((ulong)container.NumberAt(part.Placeholder), part.Width, free[at..]),
            };
        }

        _used += at;
    }

    /// <summary>Writes a line feed.</summary>
    public void EndLine() => Write("\n"u8);

    /// <summary>Passes the written bytes to the buffer.</summary>
    public void Flush()
    {
        if (_used > 0)
        {
            _buffer.Advance(_used);
        }

        _chunk = default;
        _used = 0;
    }

    /// <summary>Writes a pattern with a host name that is longer than any valid one.</summary>
    private void WriteLong(NamePattern pattern, in ContainerSpec container)
    {
        foreach (ref readonly NameSegment part in pattern.Parts)
        {
            if (part.Placeholder == NamePlaceholder.Node)
            {
                Write(container.Node.Name);
            }
            else if (part.Placeholder == NamePlaceholder.Literal)
            {
                int written = part.CopyLiteralTo(Reserve(InlineText.Capacity));
                _used += written;
            }
            else
            {
                Write(container.NumberAt(part.Placeholder), part.Width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int length)
    {
        if (_chunk.Length - _used < length)
        {
            AcquireChunk(length);
        }

        return _chunk[_used..];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AcquireChunk(int length)
    {
        Flush();
        _chunk = _buffer.GetSpan(Math.Max(length, _chunkLength));
    }
}

/// <summary>Formats integers as decimal text, three digits at a time.</summary>
internal static class DecimalText
{
    /// <summary>Buffer size for any number: 20 digits, and the bytes written after the last group.</summary>
    public const int MaxLength = 24;

    private const int GroupSize = 1000;

    // 000 to 999 as text, with the first digit in the lowest byte.
    private static readonly uint[] Groups = [.. Enumerable.Range(0, GroupSize).Select(Spell)];

    /// <summary>Writes a number below 1000. Overwrites four bytes regardless of the number of digits.</summary>
    /// <param name="number">0 to 999.</param>
    /// <param name="width">Minimum number of digits, 0 to 3.</param>
    /// <param name="text">At least four bytes.</param>
    /// <returns>Number of digits written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WriteGroup(uint number, int width, Span<byte> text)
    {
        int digits = Math.Max(
            width,
            number switch
            {
                < 10 => 1,
                < 100 => 2,
                _ => 3,
            }
        );
        BinaryPrimitives.WriteUInt32LittleEndian(text, Groups[number] >> (8 * (3 - digits)));
        return digits;
    }

    /// <param name="width">Minimum number of digits, at most 20.</param>
    /// <param name="text">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Number of digits written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(ulong number, int width, Span<byte> text) =>
        number < GroupSize && width <= 3 ? WriteGroup((uint)number, width, text) : WriteGroups(number, width, text);

    private static int WriteGroups(ulong number, int width, Span<byte> text)
    {
        (ulong rest, ulong group) = Math.DivRem(number, GroupSize);
        int length = Write(rest, Math.Max(width - 3, 0), text);
        return length + WriteGroup((uint)group, 3, text[length..]);
    }

    private static uint Spell(int number) =>
        (uint)(('0' + (number / 100)) | (('0' + (number / 10 % 10)) << 8) | (('0' + (number % 10)) << 16));
}
