using Scalewright.Providers.Containers;

namespace TestPrograms;

internal static class ContainersRole
{
    private static readonly Dictionary<string, NodeFault> Faults = new(StringComparer.Ordinal)
    {
        ["degraded"] = new NodeFault { IsPaused = true, IsDiskFull = true, Loss = 1, MaxBytesPerSecond = 100_000 },
        ["off"] = new NodeFault { IsPoweredOff = true },
        ["isolated"] = new NodeFault { IsInboundBlocked = true, IsOutboundBlocked = true },
    };

    public static Task<int> RunAsync(string[] args) => args switch
    {
        ["faults", var endpoint, var image, var diskMiB, .. var faults] => InjectAsync(endpoint, image, int.Parse(diskMiB, CultureInfo.InvariantCulture), faults),
        _ => Usage.ReportArgumentsAsync("containers faults ENDPOINT IMAGE DISK NODE=FAULT..."),
    };

    /// <summary>Injects faults into nodes, and keeps them until it is killed.</summary>
    private static async Task<int> InjectAsync(string endpoint, string image, int diskMiB, string[] faults)
    {
        await using ContainersProvider provider = new(new ContainersOptions { Engines = [new ContainerEngine { Endpoint = new Uri(endpoint) }], Image = image, DiskMiB = diskMiB });
        Dictionary<string, Resource> nodes = (await provider.ObserveAsync(null)).ToDictionary(node => node.Tag.Name, StringComparer.Ordinal);
        foreach (string[] words in faults.Select(fault => fault.Split('=')))
        {
            await provider.InjectFaultAsync(nodes[words[0]], Faults[words[1]]);
        }

        Console.WriteLine("injected");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
