using System.Text;

namespace Scalewright.Logs;

/// <summary>Gives the same text for the same bytes, so that a word that comes a million times is made once. Forgets when there are too many.</summary>
internal sealed class WordMemory
{
    private const int SlotCount = 64;

    private readonly byte[][] _bytes = new byte[SlotCount][];
    private readonly string[] _words = new string[SlotCount];

    /// <summary>The text of UTF-8 bytes.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        int slot = (int)(Hash(utf8) % SlotCount);
        if (_bytes[slot] is not { } known || !utf8.SequenceEqual(known))
        {
            (_bytes[slot], _words[slot]) = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return _words[slot];
    }

    // Only its spread matters: two words in one slot push each other out, no more.
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        uint hash = (uint)utf8.Length;
        foreach (byte value in utf8)
        {
            hash = (hash * 31) + value;
        }

        return hash;
    }
}
