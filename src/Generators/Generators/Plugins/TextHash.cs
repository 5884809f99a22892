namespace Scalewright.Generators.Plugins;

/// <summary>64-bit hash of texts: FNV-1a, with offset basis and prime as published by its authors.</summary>
internal static class TextHash
{
    public const ulong Empty = 14695981039346656037;

    private const ulong Prime = 1099511628211;

    public static ulong Add(ulong sum, string text)
    {
        foreach (char character in text)
        {
            sum = unchecked((sum ^ character) * Prime);
        }

        return Add(sum, '\n');
    }

    public static ulong Add(ulong sum, ulong other) => unchecked((sum ^ other) * Prime);
}
