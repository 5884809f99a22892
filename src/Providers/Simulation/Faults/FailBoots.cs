namespace Scalewright.Providers.Simulation;

/// <summary>Fails the boot of machines that are started meanwhile. Their nodes fail.</summary>
public sealed record FailBoots : Fault
{
    /// <summary>Cloud of the affected machines. Default null: all clouds.</summary>
    public string? Cloud { get; init; }

    /// <summary>Probability for each machine, 0 to 1. Default 1.</summary>
    public double Chance { get; init; } = 1;

    /// <summary>Indicates whether the cloud terminates the failed machines. Default false: they remain.</summary>
    public bool Vanish { get; init; }

    /// <summary>Name of the random stream. A different text changes the traces of all seeds.</summary>
    internal string Stream => string.Create(CultureInfo.InvariantCulture, $"FailBoots {{ For = {For}, Cloud = {Cloud}, Chance = {Chance} }}");

    private protected override string Words => $"{FaultWords.Part(Chance)}boots{FaultWords.OfCloud(Cloud)} {(Vanish ? "end" : "fail")}{Time}";

    internal override void CheckValues(FaultCheck check)
    {
        check.Chance(nameof(Chance), Chance);
        check.Cloud(nameof(Cloud), Cloud);
    }

    internal override Action? Begin(World world) => world.Nodes.BeginTrouble(new NodeTrouble(NodeTroubleKind.FailsInBoot, Cloud, Chance, Stream) { Vanishes = Vanish });
}
