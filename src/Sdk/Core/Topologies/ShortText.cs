using System.Runtime.CompilerServices;

namespace Scalewright.Topologies;

/// <summary>A text of few bytes held in place, so that it is copied in one move of fixed size and costs no object.</summary>
internal struct ShortText
{
    /// <summary>Bytes that are always there; the text is as long or shorter.</summary>
    public const int Room = 64;

    private Bytes _bytes;
    private int _length;

    /// <summary>True when the text is longer than <see cref="Room"/> and is not here.</summary>
    public readonly bool IsMissing => _length < 0;

    /// <summary>A short text of bytes.</summary>
    /// <param name="utf8">At most <see cref="Room"/> bytes.</param>
    public static ShortText Of(ReadOnlySpan<byte> utf8)
    {
        ShortText made = default;
        utf8.CopyTo(made._bytes);
        made._length = utf8.Length;
        return made;
    }

    /// <summary>A short text, missing when it does not fit.</summary>
    public static ShortText Of(string text)
    {
        ShortText made = default;
        made._length = Encoding.UTF8.TryGetBytes(text, made._bytes, out int length) ? length : -1;
        return made;
    }

    /// <summary>Copies the text and what stands behind it.</summary>
    /// <param name="destination">At least <see cref="Room"/> bytes.</param>
    /// <returns>How many bytes the text has.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int CopyTo(Span<byte> destination)
    {
        ((ReadOnlySpan<byte>)_bytes).CopyTo(destination);
        return _length;
    }

    [InlineArray(Room)]
    [SuppressMessage("Style", "IDE0044", Justification = "The one field of an inline array stands for all its elements.")]
    private struct Bytes
    {
        private byte _first;
    }
}
