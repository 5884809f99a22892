namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Temporary fault of the machines of a cloud.</summary>
/// <param name="Cloud">Name of the cloud; null for all clouds.</param>
/// <param name="Probability">Probability for each machine, 0 to 1.</param>
internal sealed record MachineFault(MachineFaultKind Kind, string? Cloud, double Probability, string Stream)
{
    /// <summary>Time that a removal hangs; null for permanently.</summary>
    public TimeSpan? HangDuration { get; init; }

    /// <summary>True if machines whose boot fails are removed.</summary>
    public bool Vanishes { get; init; }
}

internal enum MachineFaultKind
{
    HangsInBoot,
    FailsInBoot,
    HangsInRemoval,
}
