namespace Scalewright.Experiments.Strategies;

/// <summary>The next machine of a kind that is not full yet, and what comes to it; then it is full.</summary>
/// <param name="Kind">Kind of the machine: <c>grid5000</c>, <c>vm_grid5000</c>, <c>pico</c>, or any other.</param>
/// <param name="Entries">What comes to it, one after another, at least one.</param>
public sealed record ScalingStep(string Kind, ValueList<ScalingEntry> Entries)
{
    /// <summary>How large the machine must be: <c>small</c>, <c>medium</c>, <c>large</c> or <c>x-large</c> as <see cref="NodeClass.Size"/> says it; empty, the default: of any size.</summary>
    public string Size { get; init; } = "";
}
