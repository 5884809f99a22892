using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'exec'.</summary>
[Description("Result of 'exec'.")]
internal sealed record ExecOutput(
    [property: Description("True when the command was not run.")] bool IsDryRun,
    [property: Description("The program and its arguments.")] IReadOnlyList<string> Command,
    [property: Description("Result of each node, in the order of the nodes.")] IReadOnlyList<ExecNodeOutput> Nodes);
