using System.ComponentModel;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Scalewright.Tool.Output;

/// <summary>Result of a command on one node.</summary>
[Description("Result of a command on one node.")]
internal sealed record ExecNodeOutput(
    [property: Description("Host name of the node.")] string Node,
    [property: Description("Exit code of the command; null if it has none, for example in a dry run.")] int? ExitCode,
    [property: Description("Standard output of the command; if it exceeds 1 MiB, the first and last 512 KiB.")] string Stdout,
    [property: Description("Standard error of the command; if it exceeds 1 MiB, the first and last 512 KiB.")] string Stderr,
    [property: Description("Number of bytes dropped from the middle of each stream.")] DroppedBytesOutput DroppedBytes,
    [property: Description("True if the command was stopped because it exceeded --timeout.")] bool IsTimedOut
)
{
    public static ExecNodeOutput From(string node, CommandResult? result) =>
        result is null
            ? new(node, null, "", "", new DroppedBytesOutput(0, 0), IsTimedOut: false)
            : new(node, result.ExitCode, result.Output, result.Error, DroppedBytesOutput.From(result), result.HasTimedOut);
}
