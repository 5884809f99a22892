namespace Scalewright.Providers.Simulation;

/// <summary>Machines that are turned on meanwhile do not boot: their nodes fail.</summary>
public sealed record FailBoots : Fault
{
    /// <summary>Those of this cloud; null, the default: of all.</summary>
    public string? Cloud { get; init; }

    /// <summary>The chance of each, 0 to 1; default 1.</summary>
    public double Chance { get; init; } = 1;

    /// <summary>Whether machines that fail are gone, as clouds end them; default false, they stay and are broken.</summary>
    public bool Vanish { get; init; }

    /// <summary>Tells its chance from that of others: with another text all seeds would take other courses.</summary>
    internal string Stream => string.Create(CultureInfo.InvariantCulture, $"FailBoots {{ For = {For}, Cloud = {Cloud}, Chance = {Chance} }}");

    private protected override string Words => $"{FaultWords.Part(Chance)}boots{FaultWords.OfCloud(Cloud)} {(Vanish ? "end" : "fail")}{Time}";

    internal override void CheckValues(FaultCheck check)
    {
        check.Chance(nameof(Chance), Chance);
        check.Cloud(nameof(Cloud), Cloud);
    }

    internal override Action? Begin(World world) => world.Nodes.BeginTrouble(new NodeTrouble(NodeTroubleKind.FailsInBoot, Cloud, Chance, Stream) { Vanishes = Vanish });
}
