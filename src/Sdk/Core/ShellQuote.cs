namespace Scalewright;

/// <summary>Quotes texts for a POSIX shell. All quoting of paths, host names and commands is done here.</summary>
public static class ShellQuote
{
    /// <summary>Returns the text in single quotes: <c>it's</c> is <c>'it'\''s'</c>, empty text <c>''</c>.</summary>
    /// <param name="argument">Any text without NUL, which program arguments cannot contain.</param>
    /// <returns>A single shell word with exactly this text.</returns>
    /// <exception cref="ArgumentException">The text contains a NUL.</exception>
    public static string Quote(string argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        // POSIX Shell Command Language 2.2.2: within single quotes only the closing quote is special.
        return argument.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException(
                $"'{TextEscaping.Escape(argument)}' contains a NUL character, which is not allowed in arguments",
                nameof(argument)
            )
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary>Returns a command line of quoted arguments separated by spaces.</summary>
    /// <param name="arguments">The command and its arguments.</param>
    /// <exception cref="ArgumentException">An argument contains a NUL.</exception>
    public static string Join(params IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote));
}
