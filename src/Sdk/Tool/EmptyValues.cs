using System.CommandLine.Parsing;
using System.Diagnostics;

namespace Scalewright.Tool;

/// <summary>Empty values on a command line.</summary>
/// <remarks>An unset variable of a script gives an empty value. It must not select a default, for example another
/// cluster.</remarks>
internal static class EmptyValues
{
    /// <summary>Returns an error for each option and argument with an empty value, except those of known errors.</summary>
    /// <param name="result">The verb with its options and arguments.</param>
    /// <param name="knownErrors">Errors of the command line. Each starts with the name of an option or argument.</param>
    public static string[] FindErrors(CommandResult result, IReadOnlyList<string> knownErrors) =>
        [
            .. result
                .Children.Where(child => child.Tokens.Any(token => token.Value.Length == 0))
                .Select(GetName)
                .Where(name => !knownErrors.Any(error => IsAbout(error, name)))
                .Select(name => $"{name}: the value is empty; specify one"),
        ];

    private static bool IsAbout(string error, string name) =>
        error.StartsWith($"{name}:", StringComparison.Ordinal) || error.StartsWith($"{name} ", StringComparison.Ordinal);

    private static string GetName(SymbolResult child) =>
        child switch
        {
            OptionResult option => option.Option.Name,
            ArgumentResult argument => argument.Argument.Name,
            _ => throw new UnreachableException("A verb has only options and arguments."),
        };
}
