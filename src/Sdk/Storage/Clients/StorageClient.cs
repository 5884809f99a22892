namespace Scalewright.Storage.Clients;

/// <summary>A client of file systems.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Mounts">What it has mounted: <c>address:/fs</c>.</param>
internal sealed record StorageClient(string Address, ValueList<string> Mounts);
