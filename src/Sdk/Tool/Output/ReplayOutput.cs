using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'replay'.</summary>
[Description("Result of 'replay'.")]
internal sealed record ReplayOutput(
    [property: Description("The runs.")] IReadOnlyList<ReplayedRunOutput> Runs);
