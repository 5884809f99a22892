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

    /// <summary>These options, when nothing is wrong with them.</summary>
    /// <exception cref="ArgumentException">Something is; all of it is told.</exception>
    internal MyPlaceOptions Checked()
    {
        string[] wrong = [.. Problems()];
        return wrong.Length == 0 ? this : throw new ArgumentException(string.Join(Environment.NewLine, wrong));
    }

    private IEnumerable<string> Problems()
    {
        if (!Path.IsPathFullyQualified(Folder ?? ""))
        {
            yield return $"Folder: '{Folder}' is not an absolute path; use one as in /srv/my-place";
        }

        if (NodesMax < 1)
        {
            yield return $"NodesMax: {NodesMax} is below 1; use 1 or more";
        }

        if (TurnDeadline <= TimeSpan.Zero)
        {
            yield return $"TurnDeadline: {TurnDeadline} is no time to wait; use more than zero";
        }

        if (Clock is null)
        {
            yield return "Clock: there is none; leave it out for the system's";
        }

        if (Chance is null)
        {
            yield return "Chance: there is none; leave it out for one that nobody can foretell";
        }
    }
}
