using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of a command on one node.</summary>
[Description("Result of a command on one node.")]
internal sealed record ExecNodeOutput(
    [property: Description("Host name.")] string Node,
    [property: Description("Exit code of the command; null when it did not run to its end.")] int? ExitCode,
    [property: Description("Standard output of the command.")] string Output,
    [property: Description("Standard error of the command.")] string Errors);
