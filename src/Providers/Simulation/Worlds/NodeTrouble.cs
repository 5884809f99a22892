namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Something that is wrong with machines of a cloud for a time.</summary>
/// <param name="Kind">What.</param>
/// <param name="Cloud">Of which cloud; null: of all.</param>
/// <param name="Chance">For each machine, 0 to 1.</param>
internal sealed record NodeTrouble(NodeTroubleKind Kind, string? Cloud, double Chance, string Stream)
{
    /// <summary>How long a removal hangs; null: for ever.</summary>
    public TimeSpan? Stay { get; init; }

    /// <summary>Whether machines that fail in their boot are gone.</summary>
    public bool Vanishes { get; init; }
}

/// <summary>What is wrong with machines of a cloud for a time.</summary>
internal enum NodeTroubleKind
{
    HangsInBoot,
    FailsInBoot,
    HangsInRemoval,
}
