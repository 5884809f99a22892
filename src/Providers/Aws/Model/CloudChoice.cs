using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Selects clouds for the instances of a group. Pure functions.</summary>
internal static class CloudChoice
{
    /// <summary>Returns the clouds of a group by rank, with their capacity.</summary>
    /// <param name="cloudNames">Clouds of the endpoint; empty for any.</param>
    public static ValueList<DomainCloud> GetClouds(GroupRecord group, bool isPhantom, ValueList<string> cloudNames)
    {
        if (isPhantom && PhantomGroup.Read(group.Name, group.Tags).Clouds is { Count: > 0 } clouds)
        {
            return clouds;
        }

        string named = GetCloud(group.Launch);
        if (named.Length > 0 && (cloudNames.Count == 0 || cloudNames.Contains(named, StringComparer.Ordinal)))
        {
            return [new DomainCloud(named)];
        }

        DomainCloud[] zones =
        [
            .. group.Zones.Where(zone => cloudNames.Contains(zone, StringComparer.Ordinal)).Select(zone => new DomainCloud(zone)),
        ];
        return zones.Length > 0 ? [.. zones] : [new DomainCloud(cloudNames.FirstOrDefault(""))];
    }

    /// <summary>Returns the cloud of a launch configuration: the text after its last <c>@</c>; empty for any.</summary>
    public static string GetCloud(string launch) => launch.LastIndexOf('@') is var at and >= 0 ? launch[(at + 1)..] : "";

    /// <summary>Returns the name of a launch configuration without its cloud.</summary>
    public static string GetStem(string launch) => launch.LastIndexOf('@') is var at and >= 0 ? launch[..at] : launch;
}
