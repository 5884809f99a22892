namespace Scalewright.Providers.IotLab.Wire;

/// <summary>What the boards of an alias are like.</summary>
internal sealed record AliasProperties
{
    public required string Archi { get; init; }

    public required string Site { get; init; }

    public bool Mobile { get; init; }
}

/// <summary>A firmware or a monitoring profile with the boards that get it: full names, or the alias.</summary>
internal sealed record Association
{
    public string? Firmwarename { get; init; }

    public string? Profilename { get; init; }

    public required IReadOnlyList<string> Nodes { get; init; }
}

/// <summary>A board of the testbed.</summary>
internal sealed record Board
{
    public string NetworkAddress { get; init; } = "";

    public string Archi { get; init; } = "";

    public string Site { get; init; } = "";

    /// <summary>1: it moves.</summary>
    public int Mobile { get; init; }

    /// <summary>Alive, Busy, Suspected, Dead or Absent.</summary>
    public string State { get; init; } = "";
}

/// <summary>A list, or a page of one.</summary>
internal sealed record ItemList<T>
{
    /// <summary>Null: the answer is no list.</summary>
    public IReadOnlyList<T>? Items { get; init; }
}

/// <summary>A monitoring profile of the account.</summary>
internal sealed record MonitoringProfile
{
    public string Profilename { get; init; } = "";

    /// <summary><c>m3</c>, <c>a8</c> or <c>custom</c>.</summary>
    public string Nodearch { get; init; } = "";

    /// <summary>Always <c>dc</c>.</summary>
    public string Power { get; init; } = "dc";
}

/// <summary>So many boards of one kind, whichever they are.</summary>
internal sealed record NodeAlias
{
    /// <summary>What it is called within its experiment: one digit.</summary>
    public required string Alias { get; init; }

    public int Nbnodes { get; init; }

    public required AliasProperties Properties { get; init; }
}

/// <summary>The same experiment again. The API wants numbers as texts here.</summary>
internal sealed record ReloadRequest
{
    /// <summary>In minutes.</summary>
    public string? Duration { get; init; }

    /// <summary>When it begins, in seconds of UNIX.</summary>
    public string? Reservation { get; init; }
}

/// <summary>The number of an experiment that was taken.</summary>
internal sealed record SubmittedExperiment
{
    public long Id { get; init; }
}
