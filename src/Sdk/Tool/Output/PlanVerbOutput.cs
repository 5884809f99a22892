using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'plan'.</summary>
[Description("Result of 'plan'.")]
internal sealed record PlanVerbOutput(
    [property: Description("The plan: the difference to what exists with --provider, else everything that the file describes.")] PlanOutput Plan,
    [property: Description("What --out wrote; null without it.")] FilesOutput? Files);
