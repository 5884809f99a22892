using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Who acted last, as far as tags tell. A holder that only removed things left none with its epoch.</summary>
internal static class Epochs
{
    /// <summary>Each holder has the epoch after that of the one before: nobody opens a cluster a million times without making anything.</summary>
    private const long UntaggedMax = 1_000_000;

    /// <summary>The highest epoch of the tags; 0 when there are none.</summary>
    public static long LastOf(IEnumerable<Resource> there) => there.Select(resource => resource.Tag.Epoch).DefaultIfEmpty().Max();

    /// <summary>An epoch above all that ever acted, for one who knows of the last of them by tags alone.</summary>
    public static long Above(long tagged) => tagged + UntaggedMax;
}
