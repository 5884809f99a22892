using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'apply' and 'adopt'.</summary>
[Description("Result of 'apply' and 'adopt'.")]
internal sealed record ChangeOutput(
    [property: Description("True when nothing was changed.")] bool IsDryRun,
    [property: Description("What was done; for a dry run what would be done.")] PlanOutput Plan,
    [property: Description("The nodes afterwards; empty for a dry run.")] IReadOnlyList<NodeOutput> Nodes);
