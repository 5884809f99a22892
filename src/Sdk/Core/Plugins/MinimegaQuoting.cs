namespace Scalewright.Plugins;

/// <summary>Quotes texts as single minimega arguments. All quoting for minimega is done here.</summary>
internal static class MinimegaQuoting
{
    /// <summary>
    /// Returns an argument unchanged or quoted: in single quotes if it contains double quotes, otherwise in double
    /// quotes.
    /// </summary>
    /// <returns>The argument, quoted if it contains a space, a quote, <c>#</c> or a backslash, or is empty.</returns>
    /// <exception cref="ArgumentException">The argument contains a control character or both kinds of
    /// quotes.</exception>
    public static string Quote(string argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        if (
            argument.Any(char.IsControl)
            || (argument.Contains('"', StringComparison.Ordinal) && argument.Contains('\'', StringComparison.Ordinal))
        )
        {
            throw new ArgumentException(
                $"'{TextEscaping.Escape(argument)}' cannot be used in a minimega command: it contains a control "
                    + "character or both kinds of quotes"
            );
        }

        if (IsPlain(argument))
        {
            return argument;
        }

        return argument.Contains('"', StringComparison.Ordinal) ? $"'{argument}'" : $"\"{argument}\"";
    }

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
