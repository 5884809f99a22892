using System.CommandLine;
using System.CommandLine.Parsing;

namespace Scalewright.Tool;

/// <summary>Finds the command of a command line that lacks the separator <c>--</c> before it.</summary>
internal static class CommandSeparator
{
    /// <summary>Returns an error that shows the command line with the separator; null if it has no command.</summary>
    /// <param name="arguments">The command line: a verb that runs a command, without the separator.</param>
    public static string? FindFault(IReadOnlyList<string> arguments, ParseResult result)
    {
        IReadOnlyList<Token> tokens = result.Tokens;
        HashSet<Token> values = new(
            result.CommandResult.Children.OfType<OptionResult>().SelectMany(option => option.Tokens),
            ReferenceEqualityComparer.Instance);
        IEnumerable<Token> unmatched = tokens.Where(token => token.Type == TokenType.Argument
            && result.UnmatchedTokens.Contains(token.Value) && !values.Contains(token));
        Token[] words =
        [
            .. result.CommandResult.Command.Arguments.SelectMany(argument => result.GetResult(argument)?.Tokens ?? [])
                .Concat(unmatched)
                .Where(word => word.Value is [not '-', ..]),
        ];
        if (words.Length == 0)
        {
            return null;
        }

        int[] positions = [.. words.Select(word => IndexOf(word, tokens, arguments))];

        // Unknown options after the command are its own. Others stay before it.
        bool hasOptions = arguments.Skip(positions[0])
            .Any(word => word is ['-', ..] && result.UnmatchedTokens.Contains(word));

        // An existing folder or file, or a word apart from the following ones, is the argument of the verb.
        bool isApart = !hasOptions && positions.Length > 1 && positions[1] > positions[0] + 1;
        int first = isApart || Path.Exists(words[0].Value) ? 1 : 0;
        if (first == words.Length)
        {
            return null;
        }

        int start = positions[first];
        int[] moved = hasOptions ? [.. Enumerable.Range(start, arguments.Count - start)] : positions[first..];
        IEnumerable<string> own = arguments.Where((_, index) => !moved.Contains(index));
        string line = ShellWords.Join([.. own, "--", .. moved.Select(index => arguments[index])]);
        return $"--: missing before the command; use 'scalewright {TextEscaping.EscapeAndTruncate(line, 1000)}'";
    }

    // The same word can stand before the command as the value of an option. A value attached to its option is a token,
    // but no argument of its own.
    private static int IndexOf(Token command, IReadOnlyList<Token> tokens, IReadOnlyList<string> arguments)
    {
        int before = tokens.TakeWhile(token => token != command).Count(token => token.Value == command.Value)
            - arguments.Count(argument => argument.EndsWith($"={command.Value}", StringComparison.Ordinal));
        int[] positions = [.. Enumerable.Range(0, arguments.Count).Where(index => arguments[index] == command.Value)];
        return positions[Math.Clamp(before, 0, positions.Length - 1)];
    }
}
