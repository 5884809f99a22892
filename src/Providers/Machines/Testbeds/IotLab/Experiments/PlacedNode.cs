using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>A node: its mark, the experiment that has its board, and what is known of the board.</summary>
internal sealed record PlacedNode
{
    public required NodeMark Mark { get; init; }

    /// <summary>The profile that carries the mark.</summary>
    public required string ProfileName { get; init; }

    public required Owner Owner { get; init; }

    /// <summary>Null: it is not there, or not seen yet.</summary>
    public Experiment? Experiment { get; init; }

    /// <summary>Whether it was asked for the board.</summary>
    public bool IsLookedAt { get; init; }

    /// <summary>The board's full name; empty: it has none yet, or the experiment got fewer than it asked for.</summary>
    public string Board { get; init; } = "";

    /// <summary>Whether the board is among those that were deployed; null: that is not known yet.</summary>
    public bool? IsDeployed { get; init; }

    /// <summary>How often the board was deployed again.</summary>
    public int Retries => IsCounted ? Mark.Retries : 0;

    /// <summary>How often it was deployed at all; the first time is the testbed's, unless it had nothing to put there.</summary>
    public int Deployments => Retries + (Mark.IsFlashedLater ? 0 : 1);

    /// <summary>Whether the last of these did it.</summary>
    public bool IsRevived => IsCounted && Mark.IsRevived;

    /// <summary>The node in the experiment that has its board now.</summary>
    public (long Experiment, string Node) Placing => (Experiment?.Id ?? 0, Id);

    /// <summary>Experiments of the same name that nobody asked for: an answer was lost, and it was handed in again.</summary>
    public ValueList<long> Strays { get; init; } = [];

    public string Id => FormattableString.Invariant($"{Mark.Key}/{Mark.Index}");

    /// <summary>Whether its experiment is not there, or over or about to be.</summary>
    public bool IsEnding => Experiment is null || ExperimentState.IsEnding(Experiment);

    public DateTimeOffset CreatedAt => new(Mark.Created, TimeSpan.Zero);

    public ResourceTag Tag => new(Owner, StepTarget.Node, Mark.Name, Mark.Token)
    {
        Group = Mark.Group ?? "", Digest = Mark.Digest ?? "", Epoch = Mark.Epoch, Sequence = Mark.Sequence, ExpiresAt = Mark.Expires is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
    };

    // What was counted in an experiment that is over says nothing of the boards of the one that went on.
    private bool IsCounted => Experiment?.Id == Mark.RetriedIn;

    /// <summary>Its mark with one try more.</summary>
    public NodeMark MarkAfterRetry(bool isDone) => Mark with { RetriedIn = Experiment!.Id, Retries = Retries + 1, IsRevived = isDone };

    /// <summary>Its mark with another firmware, put there by hand.</summary>
    public NodeMark MarkAfterFlash(string firmware) => Mark with { Firmware = firmware, RetriedIn = Experiment!.Id, Retries = Retries, IsRevived = IsDeployed != true };

    /// <summary>A node by its mark alone.</summary>
    /// <returns>Null: the profile is something else.</returns>
    public static PlacedNode? Of(string profileName) => MarkName.Read(profileName) is { } mark && Owner.TryParse(mark.Owner, out Owner? owner)
        ? new PlacedNode { Mark = mark, ProfileName = profileName, Owner = owner } : null;
}

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
