namespace Scalewright.Storage.Managing.Book;

/// <summary>A storage controller or power unit that a user told the manager of.</summary>
internal sealed record ControllerRecord(int Id, string Kind, string ClassName, string Address)
{
    public const string Storage = "simulator_controller";
    public const string Power = "power";

    public int Port { get; init; }
}
