namespace Scalewright;

/// <summary>Makes any text one word of a POSIX shell. The only place that quotes paths, host names and commands.</summary>
public static class ShellQuote
{
    /// <summary>The text in single quotes: <c>it's</c> becomes <c>'it'\''s'</c>, nothing becomes <c>''</c>.</summary>
    /// <param name="text">Any text without NUL, which no argument of a program can hold.</param>
    /// <returns>One word that a POSIX shell takes as exactly this text.</returns>
    /// <exception cref="ArgumentException">The text has a NUL.</exception>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // POSIX Shell Command Language 2.2.2: nothing but the closing quote is special between single quotes.
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException($"'{Printable.Escape(text)}' has a NUL, which no argument can hold", nameof(text))
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary>A command line: every word quoted, blanks between them.</summary>
    /// <param name="words">The command and its arguments.</param>
    /// <exception cref="ArgumentException">A word has a NUL.</exception>
    public static string Join(params IEnumerable<string> words) => string.Join(' ', words.Select(Quote));
}
