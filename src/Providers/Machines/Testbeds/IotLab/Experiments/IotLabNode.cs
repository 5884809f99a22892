using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>A node: its ownership tag, the experiment that reserves its board, and the state of the board.</summary>
internal sealed record IotLabNode
{
    public required IotLabNodeTag NodeTag { get; init; }

    /// <summary>Name of the profile that contains the tag.</summary>
    public required string ProfileName { get; init; }

    public required Owner Owner { get; init; }

    /// <summary>Experiment of the node; null if it does not exist or is not listed yet.</summary>
    public IotLabExperiment? Experiment { get; init; }

    /// <summary>True if the board was queried.</summary>
    public bool IsBoardObserved { get; init; }

    /// <summary>
    /// Full name of the board; empty if no board is assigned yet, or the experiment received too few boards.
    /// </summary>
    public string Board { get; init; } = "";

    /// <summary>True if the board was deployed; null if unknown.</summary>
    public bool? IsDeployed { get; init; }

    /// <summary>
    /// Total number of deployments. The testbed makes the first one, unless <see cref="IotLabNodeTag.IsFlashedLater"/>
    /// is true.
    /// </summary>
    public int Deployments => NodeTag.Retries + (NodeTag.IsFlashedLater ? 0 : 1);

    /// <summary>Duplicate experiments, submitted because the response to an earlier request was lost.</summary>
    public ValueList<long> DuplicateIds { get; init; } = [];

    public string Id => FormattableString.Invariant($"{NodeTag.Key}/{NodeTag.Index}");

    /// <summary>True if its experiment does not exist, has ended or is ending.</summary>
    public bool IsEnding => Experiment is null || ExperimentState.IsEnding(Experiment);

    public DateTimeOffset CreatedAt => new(NodeTag.Created, TimeSpan.Zero);

    public ResourceTag Tag =>
        new(Owner, StepTarget.Node, NodeTag.Name, NodeTag.Token)
        {
            Group = NodeTag.Group ?? "",
            Digest = NodeTag.Digest ?? "",
            Epoch = NodeTag.Epoch,
            Sequence = NodeTag.Sequence,
            ExpiresAt = NodeTag.Expires is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
        };

    /// <summary>Creates a node from the name of its profile; null if the name is not an ownership tag.</summary>
    public static IotLabNode? FromProfile(string profileName) =>
        TagName.Read(profileName) is { } tag && Owner.TryParse(tag.Owner, out Owner? owner)
            ? new IotLabNode
            {
                NodeTag = tag,
                ProfileName = profileName,
                Owner = owner,
            }
            : null;
}

/// <summary>A node as stored in the name of a monitoring profile.</summary>
internal sealed record IotLabNodeTag
{
    /// <summary>Owner, as text.</summary>
    public required string Owner { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>Token of the step that created the node.</summary>
    public required string Token { get; init; }

    /// <summary>Group of the node; null for none.</summary>
    public string? Group { get; init; }

    /// <summary>Digest of the node's definition; null for none.</summary>
    public string? Digest { get; init; }

    /// <summary>Epoch of the owner at the time of the request.</summary>
    public long Epoch { get; init; }

    /// <summary>Number of the last acknowledged change of the owner's state at the time of the request.</summary>
    public long Sequence { get; init; }

    /// <summary>UTC ticks.</summary>
    public long Created { get; init; }

    /// <summary>UTC ticks; null for never.</summary>
    public long? Expires { get; init; }

    /// <summary>Suffix of the experiment's name.</summary>
    public required string Key { get; init; }

    /// <summary>Index of the node in the experiment.</summary>
    public int Index { get; init; }

    /// <summary>
    /// Rank of its board among those of its kind in the experiment, from 0; null for the board with number
    /// <see cref="Index"/>.
    /// </summary>
    public int? Rank { get; init; }

    /// <summary>
    /// True if the experiment deploys no firmware to boards of this kind, because their nodes have different firmware.
    /// Each board is flashed when the experiment runs.
    /// </summary>
    public bool IsFlashedLater { get; init; }

    /// <summary>Placement, as written by <see cref="BoardLocation.ToString"/>.</summary>
    public required string Location { get; init; }

    /// <summary>Firmware of the board; null for none.</summary>
    public string? Firmware { get; init; }

    /// <summary>Number of deployment retries.</summary>
    public int Retries { get; init; }

    /// <summary>True if the last retry succeeded.</summary>
    public bool IsRevived { get; init; }
}
