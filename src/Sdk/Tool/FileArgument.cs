using System.CommandLine.Parsing;

namespace Scalewright.Tool;

/// <summary>Arguments that name a profile file or a definition.</summary>
internal static class FileArgument
{
    /// <summary>Returns an error for each file that does not exist, for a command line with other errors. Without other
    /// errors, the verb reports a missing file.</summary>
    public static IEnumerable<string> FindMissing(CommandResult result) =>
        from argument in result.Children.OfType<ArgumentResult>()
        where argument.Argument.Name is "FILE" or "DEFINITION"
        from token in argument.Tokens
        where token.Value.Length > 0 && !File.Exists(token.Value)
        let fault = Directory.Exists(token.Value) ? "is a folder" : "does not exist"
        select $"{argument.Argument.Name}: '{TextEscaping.Escape(token.Value)}' {fault}; name a file";
}
