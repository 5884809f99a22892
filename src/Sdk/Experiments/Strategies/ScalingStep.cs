namespace Scalewright.Experiments.Strategies;

/// <summary>Scaling step that adds task managers to the next unused machine of a kind.</summary>
/// <param name="Kind">Kind of the machine, for example <c>grid5000</c>, <c>vm_grid5000</c> or <c>pico</c>.</param>
/// <param name="Entries">Additions in order, at least one.</param>
public sealed record ScalingStep(string Kind, ValueList<ScalingEntry> Entries)
{
    /// <summary>
    /// Required size of the machine: <c>small</c>, <c>medium</c>, <c>large</c> or <c>x-large</c>, see
    /// <see cref="NodeClass.Size"/>. Default empty: any size.
    /// </summary>
    public string Size { get; init; } = "";
}
