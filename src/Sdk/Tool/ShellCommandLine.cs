namespace Scalewright.Tool;

/// <summary>Writes arguments as on the command line of a shell.</summary>
internal static class ShellCommandLine
{
    /// <summary>Joins arguments with spaces, and quotes those that need it.</summary>
    public static string Join(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote));

    /// <summary>Quotes an argument, unless it is plain.</summary>
    public static string Quote(string argument) =>
        argument.Length > 0 && argument.All(character => char.IsAsciiLetterOrDigit(character) || "-_./:=,@".Contains(character))
            ? argument
            : ShellQuote.Quote(argument);
}
