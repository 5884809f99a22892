namespace Scalewright.Generators.Plugins;

/// <summary>Sums up texts in 64 bits: FNV-1a, with offset basis and prime as published by its authors.</summary>
internal static class TextSum
{
    /// <summary>The sum of nothing.</summary>
    public const ulong Empty = 14695981039346656037;

    private const ulong Prime = 1099511628211;

    /// <summary>The sum with a line of text after it.</summary>
    public static ulong Add(ulong sum, string text)
    {
        foreach (char character in text)
        {
            sum = unchecked((sum ^ character) * Prime);
        }

        return Add(sum, '\n');
    }

    /// <summary>The sum with another sum after it.</summary>
    public static ulong Add(ulong sum, ulong other) => unchecked((sum ^ other) * Prime);
}
