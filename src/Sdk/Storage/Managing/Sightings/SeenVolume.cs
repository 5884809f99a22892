namespace Scalewright.Storage.Managing.Sightings;

/// <summary>A disk and who sees it.</summary>
internal sealed record SeenVolume(int Number, string Serial, long Size)
{
    /// <summary>Its path on each host that sees it, by the host's number.</summary>
    public SortedDictionary<int, string> Paths { get; init; } = [];

    public SeenVolume Copy() => this with { Paths = new SortedDictionary<int, string>(Paths) };
}
