namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>What a machine of a cluster is like.</summary>
internal sealed record ClusterNode
{
    public string Uid { get; init; } = "";

    public NodeArchitecture? Architecture { get; init; }

    public NodeMemory? MainMemory { get; init; }
}

/// <summary>Who has which machine, and when.</summary>
internal sealed record ClusterStatus
{
    /// <summary>By the machine's full name. Null: the answer is no status.</summary>
    public Dictionary<string, NodeStatus>? Nodes { get; init; }
}

/// <summary>A page of a list.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "The API's word: application/vnd.grid5000.collection+json.")]
internal sealed record Collection<T>
{
    public int? Total { get; init; }

    public int Offset { get; init; }

    /// <summary>Null: the answer is no list.</summary>
    public IReadOnlyList<T>? Items { get; init; }
}

/// <summary>An environment on its way to machines.</summary>
internal sealed record Deployment
{
    public string Uid { get; init; } = "";

    public string? Environment { get; init; }

    /// <summary><c>waiting</c>, <c>processing</c>, <c>terminated</c>, <c>canceled</c> or <c>error</c>.</summary>
    public string? Status { get; init; }

    public IReadOnlyList<string>? Nodes { get; init; }

    /// <summary>When it was asked for, in seconds of UNIX.</summary>
    public long CreatedAt { get; init; }

    /// <summary>What came of it for each machine, when it is over.</summary>
    public Dictionary<string, DeploymentResult>? Result { get; init; }
}

/// <summary>A deployment as it is asked for.</summary>
internal sealed record DeploymentRequest
{
    public required IReadOnlyList<string> Nodes { get; init; }

    public required string Environment { get; init; }

    public string? Key { get; init; }
}

/// <summary>What came of a deployment for one machine.</summary>
internal sealed record DeploymentResult
{
    /// <summary><c>OK</c> or <c>KO</c>.</summary>
    public string? State { get; init; }
}

/// <summary>The processors of a machine.</summary>
internal sealed record NodeArchitecture
{
    public int NbCores { get; init; }
}

/// <summary>The memory of a machine.</summary>
internal sealed record NodeMemory
{
    /// <summary>In bytes.</summary>
    public long RamSize { get; init; }
}

/// <summary>A job that has a machine, or will. Times are seconds of UNIX.</summary>
internal sealed record NodeReservation
{
    public long Uid { get; init; }

    public string? Queue { get; init; }

    public long Walltime { get; init; }

    public string? State { get; init; }

    public long? ScheduledAt { get; init; }

    public long? StartedAt { get; init; }
}

/// <summary>What a machine is doing, and is going to.</summary>
internal sealed record NodeStatus
{
    /// <summary><c>alive</c>, <c>absent</c>, <c>standby</c>, <c>suspected</c> or <c>dead</c>.</summary>
    public string Hard { get; init; } = "";

    public IReadOnlyList<NodeReservation>? Reservations { get; init; }
}

/// <summary>A site, or one of its clusters.</summary>
internal sealed record Site
{
    public string Uid { get; init; } = "";
}

/// <summary>More time for a job.</summary>
internal sealed record WalltimeRequest
{
    /// <summary>As in <c>+1:30:00</c>.</summary>
    public required string Walltime { get; init; }
}

/// <summary>What became of asking for more time; times as in <c>+0:30:0</c>.</summary>
internal sealed record WalltimeState
{
    public string? Walltime { get; init; }

    public string? Possible { get; init; }

    public string? Pending { get; init; }

    public string? Granted { get; init; }
}
