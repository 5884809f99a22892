namespace Loopback.IotLab.Lab;

internal sealed record LabRequest(string Name, TimeSpan Duration)
{
    /// <summary>When it shall begin; null: as soon as it can.</summary>
    public DateTimeOffset? Reservation { get; init; }

    /// <summary>Full names of boards; empty: boards of a kind are wanted.</summary>
    public IReadOnlyList<string> Boards { get; init; } = [];

    /// <summary>Boards of kinds, by their aliases.</summary>
    public IReadOnlyList<(string Alias, int Count, BoardKind Kind)> Aliases { get; init; } = [];

    /// <summary>Firmwares, with the boards or aliases that get them.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Nodes)> Firmwares { get; init; } = [];

    public IReadOnlyList<(string Name, IReadOnlyList<string> Nodes)> Profiles { get; init; } = [];

    /// <summary>The description as it came.</summary>
    public required string Text { get; init; }
}
