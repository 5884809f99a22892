using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Scalewright.Topologies;

/// <summary>Writes text as UTF-8 into a buffer without allocating. Call <see cref="Flush"/> at the end.</summary>
public ref struct Utf8Output
{
    private const int ChunkLength = 4096;
    private const int NumberLengthMax = 40;
    private readonly IBufferWriter<byte> _buffer;
    private Span<byte> _free;
    private int _used;

    /// <summary>Starts to write.</summary>
    /// <param name="buffer">Where the bytes go.</param>
    public Utf8Output(IBufferWriter<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        _buffer = buffer;
        _free = default;
        _used = 0;
    }

    /// <summary>Writes bytes as they are.</summary>
    /// <param name="utf8">Bytes, as in <c>"vm launch"u8</c>.</param>
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
        _used += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
    }

    /// <summary>Writes a number in decimal, padded with zeros to a width.</summary>
    /// <param name="number">The number, 0 or more when padded.</param>
    /// <param name="width">Least number of digits; 0: as many as needed.</param>
    public void Write(long number, int width = 0)
    {
        Utf8Formatter.TryFormat(number, Reserve(NumberLengthMax), out int written, width > 0 ? new StandardFormat('D', (byte)width) : default);
        _used += written;
    }

    /// <summary>Writes an address.</summary>
    /// <param name="address">The address.</param>
    public void Write(Address address)
    {
        if (address.IsV6)
        {
            Write(address.ToString());
            return;
        }

        uint bits = (uint)address.ToUInt128();
        WriteOctet(bits >> 24);
        Write("."u8);
        WriteOctet((bits >> 16) & 255);
        Write("."u8);
        WriteOctet((bits >> 8) & 255);
        Write("."u8);
        WriteOctet(bits & 255);
    }

    /// <summary>Writes a pattern with a container's facts in its places.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="container">The container.</param>
    public void Write(NamePattern pattern, in ContainerSpec container)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        foreach (NamePart part in pattern.Parts)
        {
            switch (part.Place)
            {
                case NamePlace.Literal:
                    Write(part.Literal);
                    break;
                case NamePlace.Node:
                    Write(container.Node.Name);
                    break;
                case NamePlace.Number:
                    Write(container.Number, part.Width);
                    break;
                case NamePlace.Index:
                    Write(container.Index, part.Width);
                    break;
                default:
                    Write(container.Unit + 1, part.Width);
                    break;
            }
        }
    }

    /// <summary>Ends the line with a line feed.</summary>
    public void EndLine() => Write("\n"u8);

    /// <summary>Hands what was written to the buffer.</summary>
    public void Flush()
    {
        if (_used > 0)
        {
            _buffer.Advance(_used);
        }

        _free = default;
        _used = 0;
    }

    private void WriteOctet(uint octet)
    {
        Utf8Formatter.TryFormat(octet, Reserve(3), out int written);
        _used += written;
    }

    private Span<byte> Reserve(int length)
    {
        if (_free.Length - _used < length)
        {
            Flush();
            _free = _buffer.GetSpan(Math.Max(length, ChunkLength));
        }

        return _free[_used..];
    }
}
