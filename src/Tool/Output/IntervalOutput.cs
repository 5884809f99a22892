using System.ComponentModel;
using Scalewright.Experiments.Reports;

namespace Scalewright.Tool.Output;

/// <summary>A mean with its 95 % confidence interval.</summary>
[Description("A mean with its 95 % confidence interval.")]
internal sealed record IntervalOutput(
    [property: Description("The mean; null without samples.")] double? Mean,
    [property: Description("Half the width of the interval; null for fewer than two samples.")] double? Margin)
{
    public static IntervalOutput Of(Figures figures) => new(Finite(figures.Mean), Finite(figures.Margin));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
