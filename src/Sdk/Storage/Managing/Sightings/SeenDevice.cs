namespace Scalewright.Storage.Managing.Sightings;

/// <summary>A disk as a host sees it.</summary>
internal sealed record SeenDevice(string Serial, string Path, long Size);
