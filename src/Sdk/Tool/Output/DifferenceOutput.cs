using System.ComponentModel;
using Scalewright.Planning;

namespace Scalewright.Tool.Output;

/// <summary>A field that a step changes.</summary>
[Description("A field that a step changes.")]
internal sealed record DifferenceOutput(
    [property: Description("The field in words, as in 'number', 'next address' or 'labels.tier'.")] string Field,
    [property: Description("What it is; null when there is nothing. Both are null where the values fit on no line, as the rule of containers.")] string? From,
    [property: Description("What it shall be; null when there is nothing.")] string? To)
{
    public static DifferenceOutput Of(StepDifference difference) => new(difference.Field, difference.From, difference.To);
}
