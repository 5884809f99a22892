using System.Runtime.CompilerServices;

namespace Scalewright.Topologies;

/// <summary>Short text in an inline buffer of fixed size, which is copied as a whole and without allocation.</summary>
internal struct InlineText
{
    /// <summary>Size of the buffer and maximum length of the text, in bytes.</summary>
    public const int Capacity = 64;

    private Bytes _bytes;
    private int _length;

    /// <summary>True if the text is longer than <see cref="Capacity"/> and is not stored.</summary>
    public readonly bool IsMissing => _length < 0;

    /// <param name="utf8">At most <see cref="Capacity"/> bytes.</param>
    public static InlineText From(ReadOnlySpan<byte> utf8)
    {
        InlineText result = default;
        utf8.CopyTo(result._bytes);
        result._length = utf8.Length;
        return result;
    }

    /// <summary>Stores a text, or marks it as missing if it does not fit.</summary>
    public static InlineText From(string text)
    {
        InlineText result = default;
        result._length = Encoding.UTF8.TryGetBytes(text, result._bytes, out int length) ? length : -1;
        return result;
    }

    /// <summary>Copies the whole buffer: the text, followed by undefined bytes.</summary>
    /// <param name="destination">At least <see cref="Capacity"/> bytes.</param>
    /// <returns>Length of the text in bytes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int CopyTo(Span<byte> destination)
    {
        ((ReadOnlySpan<byte>)_bytes).CopyTo(destination);
        return _length;
    }

    [InlineArray(Capacity)]
    [SuppressMessage("Style", "IDE0044", Justification = "The one field of an inline array stands for all its elements.")]
    private struct Bytes
    {
        private byte _first;
    }
}
