using System.ComponentModel;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Scalewright.Tool.Output;

/// <summary>Number of bytes of command output that were dropped.</summary>
[Description("Number of bytes of command output that were dropped.")]
internal sealed record DroppedBytesOutput(
    [property: Description("Dropped bytes of standard output.")] long Stdout,
    [property: Description("Dropped bytes of standard error.")] long Stderr
)
{
    public static DroppedBytesOutput From(CommandResult result) =>
        new(result.DroppedBytes - result.DroppedErrorBytes, result.DroppedErrorBytes);
}
