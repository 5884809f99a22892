namespace Scalewright.Programs;

/// <summary>Finds the word of a command line that another one was meant to be.</summary>
public static class MeantWord
{
    private const int MinPrefixLength = 4;

    /// <summary>The only word that begins so, else the nearest; null when there is none. It is named in a message and never taken.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="known">The words that there are.</param>
    public static string? Find(string word, IReadOnlyList<string> known)
    {
        string[] longer = word.Length < MinPrefixLength
            ? []
            : [.. known.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))];
        return longer.Length == 1 ? longer[0] : Spelling.Nearest(word, known);
    }
}
