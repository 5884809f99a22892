namespace Scalewright.Tool;

/// <summary>Writes words as on the command line of a shell.</summary>
internal static class ShellCommandLine
{
    /// <summary>Joins words with spaces, and quotes those that need it.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>Quotes a word, unless it is plain.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "-_./:=,@".Contains(character))
            ? word
            : ShellQuote.Quote(word);
}
