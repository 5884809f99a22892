namespace Scalewright.Providers.Minimega;

/// <summary>Makes command lines. Everything that a caller puts into a command goes through <see cref="Quote"/>.</summary>
public static class MinimegaLine
{
    /// <summary>Joins words to a line, quoting those that need it.</summary>
    /// <param name="words">The words in order.</param>
    /// <returns>The line.</returns>
    /// <exception cref="ArgumentException">A word cannot be quoted.</exception>
    public static string Join(params IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>A word as it has to stand in a line: as it is, or in the quotes that it does not contain.</summary>
    /// <param name="word">The word; may be empty.</param>
    /// <returns>The word, quoted when it holds a blank, a quote, <c>#</c> or nothing.</returns>
    /// <exception cref="ArgumentException">It holds a control character, or both kinds of quotes: the language has no escape for these.</exception>
    public static string Quote(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Any(char.IsControl) || (word.Contains('"') && word.Contains('\'')))
        {
            throw new ArgumentException($"'{Printable.Escape(word)}' cannot stand in a minimega command: control characters and words with both kinds of quotes cannot be quoted");
        }

        if (word.Length > 0 && !word.Any(character => char.IsWhiteSpace(character) || character is '"' or '\'' or '#' or '\\'))
        {
            return word;
        }

        return word.Contains('"') ? $"'{word}'" : $"\"{word}\"";
    }

    /// <summary>Puts a namespace in front, so that the command changes nothing for other clients.</summary>
    /// <param name="name">The namespace.</param>
    /// <param name="command">A command; not blank and no comment, because the prefix alone would switch the whole server.</param>
    /// <exception cref="ArgumentException">The command is blank, a comment, or more than one line.</exception>
    public static string InNamespace(string name, string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (string.IsNullOrWhiteSpace(command) || command.TrimStart().StartsWith('#') || command.AsSpan().ContainsAny('\n', '\r'))
        {
            throw new ArgumentException($"'{Printable.Escape(command)}' is not a command on one line");
        }

        return $"namespace {name} {command}";
    }
}
