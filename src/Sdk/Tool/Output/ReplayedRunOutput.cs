using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>A run that was done again.</summary>
[Description("A run that was done again.")]
internal sealed record ReplayedRunOutput(
    [property: Description("Name of the point.")] string Point,
    [property: Description("Number of the run, from 1.")] int Run,
    [property: Description("True when it gave the bytes of its record.")] bool IsSame,
    [property: Description("The first difference; empty when there is none.")] string Difference);
