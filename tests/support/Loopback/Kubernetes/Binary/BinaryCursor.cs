using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Binary;

/// <summary>Goes through the fields of a message of Protocol Buffers.</summary>
/// <param name="bytes">The message.</param>
internal ref struct BinaryCursor(ReadOnlySpan<byte> bytes)
{
    private const int VarintBits = 64;
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>The number of the field.</summary>
    public int Field { get; private set; }

    /// <summary>Its value, where it is a number.</summary>
    public long Number { get; private set; }

    /// <summary>Its value, where it has a length.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False: there is none.</returns>
    public bool Next()
    {
        if (_left.IsEmpty)
        {
            return false;
        }

        ulong tag = Varint();
        Field = (int)(tag >> 3);
        IsNumber = (tag & 7) == 0;
        Number = 0;
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Number = (long)Varint();
                return true;
            case 2:
                ulong length = Varint();
                Bytes = length <= (ulong)_left.Length ? _left[..(int)length] : throw Broken();
                _left = _left[(int)length..];
                return true;
            default:
                // Kinds here have no numbers of fixed length.
                throw Broken();
        }
    }

    private static ApiFault Broken() => ApiFault.BadRequest("the body is no message of Protocol Buffers");

    private ulong Varint()
    {
        ulong number = 0;
        for (int shift = 0; shift < VarintBits; shift += 7)
        {
            byte part = _left.IsEmpty ? throw Broken() : _left[0];
            _left = _left[1..];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }

        throw Broken();
    }
}
