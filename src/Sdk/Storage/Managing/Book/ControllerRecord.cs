namespace Scalewright.Storage.Managing.Book;

/// <summary>A storage controller or power unit that a user told the manager of.</summary>
internal sealed record ControllerRecord(int Id, string Kind, string ClassName, string Address)
{
    public const string Storage = "simulator_controller";
    public const string Power = "power";

    /// <summary>Its name; empty for none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its TCP port; 0 for none.</summary>
    public int Port { get; init; }

    /// <summary>How many outlets a power unit has; 0 for anything else.</summary>
    public int OutletCount { get; init; }
}
