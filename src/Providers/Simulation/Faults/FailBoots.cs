namespace Scalewright.Providers.Simulation;

/// <summary>Fails the boot of machines that start while the fault is active. Their nodes fail.</summary>
public sealed record FailBoots : Fault
{
    /// <summary>Cloud of the affected machines. Default null: all clouds.</summary>
    public string? Cloud { get; init; }

    /// <summary>Probability for each machine, 0 to 1. Default 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Indicates whether the cloud terminates the failed machines. Default false: they remain.</summary>
    public bool IsTerminated { get; init; }

    /// <summary>Name of the random stream. A different text changes the traces of all seeds.</summary>
    internal string Stream =>
        string.Create(CultureInfo.InvariantCulture, $"FailBoots {{ For = {Duration}, Cloud = {Cloud}, Chance = {Probability} }}");

    private protected override string Description =>
        $"{FaultDescriptions.Part(Probability)}boots{FaultDescriptions.DescribeCloud(Cloud)} "
        + $"{(IsTerminated ? "end" : "fail")}{DurationSuffix}";

    internal override void CheckValues(FaultCheck check)
    {
        check.Random(nameof(Probability), Probability);
        check.Cloud(nameof(Cloud), Cloud);
    }

    internal override Action? Inject(World world) =>
        world.Nodes.StartFault(new MachineFault(MachineFaultKind.FailsInBoot, Cloud, Probability, Stream) { Vanishes = IsTerminated });
}
