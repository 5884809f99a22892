namespace Scalewright.Generators.Plugins;

/// <summary>Computes 64-bit FNV-1a hashes of text, one UTF-16 code unit at a time.</summary>
internal static class TextHash
{
    // FNV specification (Fowler, Noll, Vo): offset basis and prime for 64 bits.
    public const ulong Empty = 14695981039346656037;

    private const ulong Prime = 1099511628211;

    public static ulong Add(ulong hash, string text)
    {
        foreach (char character in text)
        {
            hash = unchecked((hash ^ character) * Prime);
        }

        return Add(hash, '\n');
    }

    public static ulong Add(ulong hash, ulong value) => unchecked((hash ^ value) * Prime);
}
