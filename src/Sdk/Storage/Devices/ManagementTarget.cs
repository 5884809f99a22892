namespace Scalewright.Storage.Devices;

/// <summary>A management target with the settings of its file systems.</summary>
/// <param name="Key">The sorted addresses of the nodes that may serve it.</param>
/// <param name="Settings">Values by name: <c>fs-OST0000.ost.sync_journal</c>.</param>
internal sealed record ManagementTarget(string Key, ValueMap<string> Settings);
