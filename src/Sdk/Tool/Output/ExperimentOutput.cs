using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'experiment'.</summary>
[Description("Result of 'experiment'.")]
internal sealed record ExperimentOutput(
    [property: Description("True when nothing was run.")] bool IsDryRun,
    [property: Description("Folder of the experiment; empty for a dry run.")] string Folder,
    [property: Description("Runs of all points.")] int Runs,
    [property: Description("Runs that completed.")] int Completed,
    [property: Description("Runs that failed.")] int Failed,
    [property: Description("The result as sentences; empty for a dry run.")] string Headline,
    [property: Description("The figures; empty for a dry run.")] IReadOnlyList<PointOutput> Points);
