using System.CommandLine;
using System.CommandLine.Parsing;

namespace Scalewright.Tool;

/// <summary>Finds the command of a command line that lacks the separator <c>--</c> before it.</summary>
internal static class CommandSeparator
{
    /// <summary>Returns an error that shows the command line with the separator; null if it has no command.</summary>
    /// <param name="arguments">The command line: a verb that runs a command, without the separator.</param>
    public static string? FindProblem(IReadOnlyList<string> arguments, ParseResult result)
    {
        (List<int> operands, List<int> unknownOptions) = FindOperands(arguments, result);
        if (operands.Count == 0)
        {
            return null;
        }

        // Unknown options after the command are its own. Others stay before it.
        bool hasOptions = unknownOptions.Exists(option => option > operands[0]);

        // An existing folder or file, or an operand apart from the following ones, is the argument of the verb.
        bool isApart = !hasOptions && operands.Count > 1 && operands[1] > operands[0] + 1;
        int first = isApart || Path.Exists(arguments[operands[0]]) ? 1 : 0;
        if (first == operands.Count)
        {
            return null;
        }

        int[] moved = hasOptions ? [.. Enumerable.Range(operands[first], arguments.Count - operands[first])] : [.. operands.Skip(first)];
        IEnumerable<string> ownArguments = arguments.Where((_, index) => !moved.Contains(index));
        string line = ShellCommandLine.Join([.. ownArguments, "--", .. moved.Select(index => arguments[index])]);
        return $"--: missing before the command; use 'scalewright {TextEscaping.EscapeAndTruncate(line, 1000)}'";
    }

    /// <summary>Returns the positions of arguments that are neither options nor their values, and those of unknown
    /// options.</summary>
    private static (List<int> Operands, List<int> UnknownOptions) FindOperands(IReadOnlyList<string> arguments, ParseResult result)
    {
        List<int> operands = [];
        List<int> unknownOptions = [];
        IReadOnlyList<Token> tokens = result.Tokens;
        for ((int token, int index) = (0, 0); token < tokens.Count && index < arguments.Count; token++, index++)
        {
            string value = tokens[token].Value;
            if (tokens[token].Type == TokenType.Option)
            {
                // A value attached to its option is a token, but no argument of its own.
                bool isAttached = arguments[index] != value;
                bool isSeparate = !isAttached && TakesValue(value, result);
                token += isAttached || isSeparate ? 1 : 0;
                index += isSeparate ? 1 : 0;
            }
            else if (tokens[token].Type == TokenType.Argument && value.Length > 0)
            {
                (value[0] == '-' ? unknownOptions : operands).Add(index);
            }
        }

        return (operands, unknownOptions);
    }

    private static bool TakesValue(string name, ParseResult result) =>
        result.CommandResult.Command.Options.Any(option => option.Name == name && option.Arity.MinimumNumberOfValues > 0);
}
