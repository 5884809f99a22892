namespace Scalewright.Providers.IotLab.Wire;

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
