namespace AcmeSpace;

/// <summary>Where the place is, and its limits.</summary>
public sealed record MyPlaceOptions
{
    /// <summary>The folder that stands for the place, absolute; programs with the same folder share its nodes.</summary>
    public required string Folder { get; init; }

    /// <summary>How many nodes the place can have, 1 or more; default 100.</summary>
    public int NodesMax { get; init; } = 100;

    /// <summary>How long a call waits for its turn at the place; default 10 seconds.</summary>
    public TimeSpan TurnDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Chance for sessions; default one that nobody can foretell.</summary>
    public Random Chance { get; init; } = Random.Shared;

    internal MyPlaceOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(NodesMax, 1);
        return Path.IsPathFullyQualified(Folder) ? this : throw new ArgumentException($"'{Folder}' is not an absolute path.");
    }
}
