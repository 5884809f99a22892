namespace Loopback.IotLab.Lab;

internal sealed record LabRequest(string Name, TimeSpan Duration)
{
    /// <summary>Requested start; null for as soon as possible.</summary>
    public DateTimeOffset? Reservation { get; init; }

    /// <summary>Full names of boards; empty if boards are requested by kind.</summary>
    public IReadOnlyList<string> Boards { get; init; } = [];

    /// <summary>Requested boards by kind, with their aliases.</summary>
    public IReadOnlyList<(string Alias, int Count, BoardKind Kind)> Aliases { get; init; } = [];

    /// <summary>Firmware with the boards or aliases that receive it.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Nodes)> Firmwares { get; init; } = [];

    public IReadOnlyList<(string Name, IReadOnlyList<string> Nodes)> Profiles { get; init; } = [];

    /// <summary>The description as received.</summary>
    public required string Text { get; init; }
}
