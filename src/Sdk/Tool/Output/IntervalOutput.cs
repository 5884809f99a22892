using System.ComponentModel;
using Scalewright.Experiments.Reports;

namespace Scalewright.Tool.Output;

/// <summary>A mean with its 95 % confidence interval over runs.</summary>
[Description("A mean with its 95 % confidence interval over runs.")]
internal sealed record IntervalOutput(
    [property: Description("The mean of the means of runs; null without any.")] double? Mean,
    [property: Description("Half the width of the interval over runs; null for fewer than two.")] double? Margin)
{
    public static IntervalOutput Of(Figures figures) => new(Finite(figures.Mean), Finite(figures.Margin));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
