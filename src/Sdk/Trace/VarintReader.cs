namespace Scalewright.Traces;

/// <summary>Reads the payload of a block. Never reads behind its end.</summary>
internal ref struct VarintReader(ReadOnlySpan<byte> bytes)
{
    private const int MaxShift = 63;

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Left => _rest.Length;

    /// <exception cref="InvalidDataException">The payload ends before the byte.</exception>
    public byte ReadByte()
    {
        if (_rest.IsEmpty)
        {
            throw new InvalidDataException("its content ends too early");
        }

        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <exception cref="InvalidDataException">The number is incomplete, or has more than 64 bits.</exception>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift <= MaxShift; shift += 7)
        {
            byte part = ReadByte();
            if (shift == MaxShift && part > 1)
            {
                break;
            }

            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number has more than 64 bits");
    }

    /// <exception cref="InvalidDataException">The number is incomplete, or has more than 64 bits.</exception>
    public long ReadZigzag()
    {
        ulong value = ReadVarint();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    /// <summary>Reads a number that is at most a limit.</summary>
    /// <exception cref="InvalidDataException">The number is incomplete or larger.</exception>
    public int ReadNumber(int max, string name)
    {
        ulong value = ReadVarint();
        return max >= 0 && value <= (ulong)max ? (int)value : throw new InvalidDataException($"a {name} is out of range");
    }

    /// <summary>Reads the number of items that follow.</summary>
    /// <param name="itemLength">Minimum length of an item in bytes.</param>
    /// <exception cref="InvalidDataException">More items than fit into the rest of the payload.</exception>
    public int ReadCount(int itemLength)
    {
        ulong count = ReadVarint();
        return count <= (ulong)(Left / itemLength) ? (int)count : throw new InvalidDataException("it has fewer items than its count");
    }

    /// <exception cref="InvalidDataException">The payload ends before the text.</exception>
    public string ReadText()
    {
        int length = ReadCount(1);
        string text = Encoding.UTF8.GetString(_rest[..length]);
        _rest = _rest[length..];
        return text;
    }
}
