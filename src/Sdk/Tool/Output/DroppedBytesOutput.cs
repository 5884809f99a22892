using System.ComponentModel;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Scalewright.Tool.Output;

/// <summary>Number of bytes that a command wrote and that are missing in its output.</summary>
[Description("Number of bytes that a command wrote and that are missing in its output.")]
internal sealed record DroppedBytesOutput(
    [property: Description("Of standard output.")] long Stdout,
    [property: Description("Of standard error.")] long Stderr)
{
    public static DroppedBytesOutput Of(CommandResult result) =>
        new(result.DroppedBytes - result.DroppedErrorBytes, result.DroppedErrorBytes);
}
