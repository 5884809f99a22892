using Scalewright.Storage.Servers;

namespace StorageSample;

/// <summary>Reports the servers that cannot be started, with the reasons.</summary>
internal static class StayingOff
{
    private const int NamesShown = 5;

    public static void Report(StorageCluster cluster)
    {
        StorageServer[] off = [.. cluster.Servers.All.Where(server => !cluster.Servers.IsAgentRunning(server.Name.Fqdn))];
        Report([.. off.Where(server => !server.IsRegistered)], "not registered; 'register' them");
        Report([.. off.Where(server => server.IsRegistered && !cluster.Power.HasPower(server.Name.Fqdn))], "without power; switch an outlet of each on");
    }

    private static void Report(StorageServer[] servers, string why)
    {
        if (servers.Length > 0)
        {
            string more = servers.Length > NamesShown ? $" and {servers.Length - NamesShown} more" : "";
            Console.Error.WriteLine($"{string.Join(", ", servers.Take(NamesShown).Select(server => server.Name.Node))}{more}: {why}");
        }
    }
}
