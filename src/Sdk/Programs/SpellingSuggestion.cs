namespace Scalewright.Programs;

/// <summary>Finds the command-line word that a misspelled word was probably meant to be.</summary>
public static class SpellingSuggestion
{
    private const int MinPrefixLength = 4;

    /// <summary>Returns the only known word that starts with the given word; otherwise the most similar word, or null.
    /// For messages only.</summary>
    /// <param name="word">The misspelled word.</param>
    /// <param name="known">Known words.</param>
    public static string? Find(string word, IReadOnlyList<string> known)
    {
        string[] longer = word.Length < MinPrefixLength
            ? []
            : [.. known.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))];
        return longer.Length == 1 ? longer[0] : Spelling.FindClosest(word, known);
    }
}
