namespace Scalewright.Experiments.Histories;

/// <summary>All that was measured in an experiment, and what is needed to judge it.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Task">The operator that was scaled.</param>
public sealed record ExperimentData(string Name, string Task)
{
    /// <summary>Time from the beginning and after each scaling that does not count, where a point does not say otherwise.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Time before each scaling and before the end that does not count, where a point does not say otherwise.</summary>
    public TimeSpan CoolDown { get; init; }

    /// <summary>The kinds of its machines, joined by <c>-</c>; empty when that is not known.</summary>
    public string Node { get; init; } = "";

    /// <summary>What it was run with, by the keys of Scalehub's files, as <c>experiment.scaling.interval_scaling_s</c>.</summary>
    public ValueMap<string> Config { get; init; } = ValueMap<string>.Empty;

    /// <summary>Where the data comes from; null when that was not recorded.</summary>
    public ExperimentSource? Source { get; init; }

    /// <summary>Runs that were wanted of each point.</summary>
    public int Runs { get; init; }

    /// <summary>The experiments of the sweep, in order.</summary>
    public ValueList<PointData> Points { get; init; } = [];

    /// <summary>The same, as a point is judged.</summary>
    internal ExperimentData For(PointData point) => this with { WarmUp = point.WarmUp ?? WarmUp, CoolDown = point.CoolDown ?? CoolDown };
}
