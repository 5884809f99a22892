using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'report'.</summary>
[Description("Result of 'report'.")]
internal sealed record ReportOutput(
    [property: Description("The result as sentences.")] string Headline,
    [property: Description("The figures.")] IReadOnlyList<PointOutput> Points,
    [property: Description("File of the page; null when none was written.")] string? Page);
