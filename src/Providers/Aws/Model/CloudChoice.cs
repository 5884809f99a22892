using Scalewright.Decisions;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Where instances of a group may go. Pure.</summary>
internal static class CloudChoice
{
    /// <summary>The clouds of a group by rank, with the room that they have for it.</summary>
    /// <param name="isPhantom">Whether it follows Phantom's rules.</param>
    /// <param name="known">The clouds of the endpoint; none: any.</param>
    public static ValueList<DomainCloud> RoomsOf(GroupRecord group, bool isPhantom, ValueList<string> known)
    {
        if (isPhantom && PhantomGroup.Read(group.Name, group.Tags).Clouds is { Count: > 0 } clouds)
        {
            return clouds;
        }

        string named = CloudOf(group.Launch);
        if (named.Length > 0 && (known.Count == 0 || known.Contains(named, StringComparer.Ordinal)))
        {
            return [new DomainCloud(named)];
        }

        DomainCloud[] zones =
        [
            .. group.Zones.Where(zone => known.Contains(zone, StringComparer.Ordinal))
                .Select(zone => new DomainCloud(zone))
        ];
        return zones.Length > 0 ? [.. zones] : [new DomainCloud(known.Count > 0 ? known[0] : "")];
    }

    /// <summary>
    /// The cloud that a launch configuration is for: what is behind its last <c>@</c>; empty for any.
    /// </summary>
    public static string CloudOf(string launch) => launch.LastIndexOf('@') is var at and >= 0 ? launch[(at + 1)..] : "";

    /// <summary>The name of a launch configuration without its cloud.</summary>
    public static string StemOf(string launch) => launch.LastIndexOf('@') is var at and >= 0 ? launch[..at] : launch;
}
