namespace Scalewright.Experiments.Histories;

/// <summary>The file <c>experiment.json</c>: what is needed to judge an experiment without reading its definition.</summary>
internal sealed record ExperimentJson(string Name, string Task, string Type, long Seed, int Runs, double WarmUpSeconds, double CoolDownSeconds, PointJson[] Points)
{
    // Generated code sets what a file leaves out to null.
    public string Node { get; init => field = value ?? ""; } = "";

    /// <summary>The simulated machines; empty for runs on real ones, whose host <c>provenance.json</c> names.</summary>
    public string Host { get; init => field = value ?? ""; } = "";

    public SortedDictionary<string, string> Config { get; init => field = value ?? []; } = [];
}
