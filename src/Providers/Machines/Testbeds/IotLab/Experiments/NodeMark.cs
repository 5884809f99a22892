namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>A node as the account keeps it, in the name of a monitoring profile.</summary>
internal sealed record NodeMark
{
    public required string Owner { get; init; }

    public required string Name { get; init; }

    public required string Token { get; init; }

    public string? Group { get; init; }

    public string? Digest { get; init; }

    public long Epoch { get; init; }

    /// <summary>The last change of the owner's state that was acknowledged when it was requested.</summary>
    public long Sequence { get; init; }

    /// <summary>Ticks of UTC.</summary>
    public long Created { get; init; }

    /// <summary>Ticks of UTC; null: never.</summary>
    public long? Expires { get; init; }

    /// <summary>What the experiment's name ends with.</summary>
    public required string Key { get; init; }

    /// <summary>Which of the experiment's nodes.</summary>
    public int Index { get; init; }

    /// <summary>Which of the experiment's boards of its kind, from 0; null: the one of the number <see cref="Index"/>.</summary>
    public int? Rank { get; init; }

    /// <summary>Whether the experiment put no firmware on boards of its kind, since its nodes want different ones: each gets its own when the experiment runs.</summary>
    public bool IsFlashedLater { get; init; }

    /// <summary>Where it is, as <see cref="Place.ToString"/> writes it.</summary>
    public required string Place { get; init; }

    /// <summary>What is on it; null: nothing was put there.</summary>
    public string? Firmware { get; init; }

    /// <summary>The experiment that the next two tell of, since each has boards of its own; 0: no board was deployed again.</summary>
    public long RetriedIn { get; init; }

    /// <summary>How often it was deployed again.</summary>
    public int Retries { get; init; }

    /// <summary>Whether the last of these did it.</summary>
    public bool IsRevived { get; init; }

    /// <summary>The experiment that goes on when this one ends; 0: none does.</summary>
    public long Next { get; init; }
}
