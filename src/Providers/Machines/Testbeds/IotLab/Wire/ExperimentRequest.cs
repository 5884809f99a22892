namespace Scalewright.Providers.IotLab.Wire;

/// <summary>An experiment as it is asked for.</summary>
internal sealed record ExperimentRequest
{
    /// <summary><c>physical</c> or <c>alias</c>.</summary>
    public required string Type { get; init; }

    public required string Name { get; init; }

    /// <summary>In minutes.</summary>
    public required int Duration { get; init; }

    /// <summary>When it begins, in seconds of UNIX; null: as soon as it can.</summary>
    public long? Reservation { get; init; }

    /// <summary>Full names of boards, or aliases, as the type says.</summary>
    public required JsonElement Nodes { get; init; }

    public IReadOnlyList<Association>? Firmwareassociations { get; init; }

    public IReadOnlyList<Association>? Profileassociations { get; init; }
}
