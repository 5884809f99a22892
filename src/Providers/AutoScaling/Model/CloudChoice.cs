namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Where the next instance of a group goes. Pure.</summary>
internal static class CloudChoice
{
    /// <summary>The clouds of a group by rank, with the room that they have for it.</summary>
    /// <param name="group">The group.</param>
    /// <param name="isPhantom">Whether it follows Phantom's rules.</param>
    /// <param name="known">The clouds of the endpoint; none: any.</param>
    public static ValueList<CloudRoom> RoomsOf(GroupRecord group, bool isPhantom, ValueList<string> known)
    {
        if (isPhantom && PhantomDefinition.Read(group.Tags).Clouds is { Count: > 0 } clouds)
        {
            return clouds;
        }

        string named = CloudOf(group.Launch);
        if (named.Length > 0 && (known.Count == 0 || known.Contains(named, StringComparer.Ordinal)))
        {
            return [new CloudRoom(named, -1)];
        }

        CloudRoom[] zones = [.. group.Zones.Where(zone => known.Contains(zone, StringComparer.Ordinal)).Select(zone => new CloudRoom(zone, -1))];
        return zones.Length > 0 ? [.. zones] : [new CloudRoom(known.Count > 0 ? known[0] : "", -1)];
    }

    /// <summary>The cloud that a launch configuration is for: what is behind its last <c>@</c>; empty for any.</summary>
    public static string CloudOf(string launch) => launch.LastIndexOf('@') is var at and >= 0 ? launch[(at + 1)..] : "";

    /// <summary>The name of a launch configuration without its cloud.</summary>
    public static string StemOf(string launch) => launch.LastIndexOf('@') is var at and >= 0 ? launch[..at] : launch;

    /// <summary>The next cloud: Phantom fills one after another, AWS keeps its zones even.</summary>
    /// <param name="group">The group.</param>
    /// <param name="rooms">Its clouds.</param>
    /// <param name="isPhantom">Whether it follows Phantom's rules.</param>
    /// <returns>Null when none has room.</returns>
    public static string? Next(GroupRecord group, ValueList<CloudRoom> rooms, bool isPhantom)
    {
        IEnumerable<CloudRoom> open = rooms.Where(room => room.Size < 0 || CountIn(group, room.Cloud) < room.Size);
        return (isPhantom ? open : open.OrderBy(room => CountIn(group, room.Cloud))).Select(room => room.Cloud).FirstOrDefault();
    }

    private static int CountIn(GroupRecord group, string cloud) => group.Live.Count(instance => instance.Cloud == cloud);
}
