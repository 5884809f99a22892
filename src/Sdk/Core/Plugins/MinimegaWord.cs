namespace Scalewright.Plugins;

/// <summary>Makes any text one word of a minimega command. The only place that quotes for minimega.</summary>
internal static class MinimegaWord
{
    /// <summary>A word as it has to stand in a line: as it is, or in the quotes that it does not contain.</summary>
    /// <param name="word">The word; may be empty.</param>
    /// <returns>The word, quoted when it holds a blank, a quote, <c>#</c>, a backslash or nothing.</returns>
    /// <exception cref="ArgumentException">It holds a control character, or both kinds of quotes: the language has no escape for these.</exception>
    public static string Quote(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Any(char.IsControl) || (word.Contains('"', StringComparison.Ordinal) && word.Contains('\'', StringComparison.Ordinal)))
        {
            throw new ArgumentException($"'{Printable.Escape(word)}' cannot stand in a minimega command: control characters and words with both kinds of quotes cannot be quoted");
        }

        if (IsPlain(word))
        {
            return word;
        }

        return word.Contains('"', StringComparison.Ordinal) ? $"'{word}'" : $"\"{word}\"";
    }

    /// <summary>True when a word needs no quotes. Allocates nothing.</summary>
    internal static bool IsPlain(string word)
    {
        foreach (char character in word)
        {
            if (char.IsWhiteSpace(character) || char.IsControl(character) || character is '"' or '\'' or '#' or '\\')
            {
                return false;
            }
        }

        return word.Length > 0;
    }
}
