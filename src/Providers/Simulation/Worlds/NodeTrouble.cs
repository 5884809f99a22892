namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Temporary fault of the machines of a cloud.</summary>
/// <param name="Cloud">Name of the cloud; null for all clouds.</param>
/// <param name="Chance">Probability for each machine, 0 to 1.</param>
internal sealed record NodeTrouble(NodeTroubleKind Kind, string? Cloud, double Chance, string Stream)
{
    /// <summary>Time that a removal hangs; null for permanently.</summary>
    public TimeSpan? Stay { get; init; }

    /// <summary>True if machines whose boot fails are removed.</summary>
    public bool Vanishes { get; init; }
}

internal enum NodeTroubleKind
{
    HangsInBoot,
    FailsInBoot,
    HangsInRemoval,
}
