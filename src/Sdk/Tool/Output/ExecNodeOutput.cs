using System.ComponentModel;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Scalewright.Tool.Output;

/// <summary>Result of a command on one node.</summary>
[Description("Result of a command on one node.")]
internal sealed record ExecNodeOutput(
    [property: Description("Host name.")] string Node,
    [property: Description("Exit code of the command; null when it did not run to its end.")] int? ExitCode,
    [property: Description(
        "Standard output of the command; of more than 1 MiB the first and the last half.")] string Stdout,
    [property: Description(
        "Standard error of the command; of more than 1 MiB the first and the last half.")] string Stderr,
    [property: Description(
        "Number of bytes that are missing in the middle of each stream.")] DroppedBytesOutput DroppedBytes,
    [property: Description("True when the command was ended because it ran longer than --timeout.")] bool IsTimedOut)
{
    public static ExecNodeOutput Of(string node, CommandResult? result) => result is null
        ? new(node, null, "", "", new DroppedBytesOutput(0, 0), IsTimedOut: false)
        : new(node, result.ExitCode, result.Output, result.Error, DroppedBytesOutput.Of(result), result.HasTimedOut);
}
