using Scalewright.Documents;
using Scalewright.Providers.Containers;

namespace TestPrograms;

internal static class ContainersRole
{
    private static readonly Dictionary<string, NodeFault> Faults = new(StringComparer.Ordinal)
    {
        ["degraded"] = new NodeFault
        {
            IsPaused = true,
            IsDiskFull = true,
            Loss = 1,
            MaxBytesPerSecond = 100_000,
        },
        ["off"] = new NodeFault { IsPoweredOff = true },
        ["isolated"] = new NodeFault { IsInboundBlocked = true, IsOutboundBlocked = true },
    };

    public static Task<int> RunAsync(string[] args) =>
        args switch
        {
            ["cluster", var endpoint, var image] => RunClusterAsync(OptionsFor(endpoint, image)),
            ["cluster", var endpoint, var image, var sshConfig] => RunClusterAsync(
                OptionsFor(endpoint, image) with
                {
                    SshConfigFile = sshConfig,
                }
            ),
            ["faults", var endpoint, var image, var diskMiB, .. var faults] => InjectAsync(
                endpoint,
                image,
                int.Parse(diskMiB, CultureInfo.InvariantCulture),
                faults
            ),
            _ => Usage.ReportArgumentsAsync(
                "containers cluster ENDPOINT IMAGE [SSH_CONFIG], or containers faults ENDPOINT IMAGE DISK NODE=FAULT..."
            ),
        };

    /// <summary>
    /// Creates, shrinks and destroys a cluster with networks, and prints the number of its changes. <c>after a change:3</c>
    /// kills it when the engine has replied to its third change.
    /// </summary>
    private static async Task<int> RunClusterAsync(ContainersOptions options)
    {
        ChangeCounter changes = new(KillPoint.Read());
        await using (ContainersProvider provider = new(options, logger: null, handler => new ChangeHandler(handler, changes)))
        {
            await using Cluster cluster = await Cluster
                .Create(Describe(3))
                .UseProvider(provider)
                .WithOptions(static options => options with { Lifetime = ClusterLifetime.Ephemeral })
                .ProvisionAsync();
            await cluster.ApplyAsync(Describe(2));
            await cluster.DestroyAsync();
        }

        Console.WriteLine(changes.Count);
        return 0;
    }

    private static ContainersOptions OptionsFor(string endpoint, string image) =>
        new() { Engines = [new ContainerEngine { Endpoint = new Uri(endpoint) }], Image = image };

    /// <summary>The first two nodes are in a declared network, the others in the default network.</summary>
    private static Topology Describe(int count)
    {
        NetworkSpec front = new("FRONT", Subnet.TryParse("10.43.0.0/24", out Subnet subnet) ? subnet : throw new FormatException())
        {
            UsedAddressCount = count,
        };
        DocumentMap interfaces = (DocumentMap)DocumentReader.Read("interfaces: [{vlan: FRONT}]"u8.ToArray(), Dialect.Yaml).Root!;
        return Topology
            .Create("killed")
            .AddGroup(
                new NodeGroup("web", "builtin@1.0.0")
                {
                    Nodes =
                    [
                        .. Enumerable
                            .Range(1, count)
                            .Select(number => new NodeSpec($"web-{number}", number)
                            {
                                Hardware = new NodeHardware { Network = number <= 2 ? interfaces : null },
                            }),
                    ],
                }
            )
            .Build() with
        {
            Networks = new[] { KeyValuePair.Create(front.Name, front) }.ToValueMap(),
        };
    }

    /// <summary>Injects faults into nodes, and keeps them until it is killed.</summary>
    private static async Task<int> InjectAsync(string endpoint, string image, int diskMiB, string[] faults)
    {
        await using ContainersProvider provider = new(OptionsFor(endpoint, image) with { DiskMiB = diskMiB });
        Dictionary<string, Resource> nodes = (await provider.ObserveAsync(null)).ToDictionary(
            node => node.Tag.Name,
            StringComparer.Ordinal
        );
        foreach (string[] words in faults.Select(fault => fault.Split('=')))
        {
            await provider.InjectFaultAsync(nodes[words[0]], Faults[words[1]]);
        }

        Console.WriteLine("injected");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private sealed class ChangeCounter(KillPoint kill)
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Add()
        {
            Interlocked.Increment(ref _count);
            kill.Pass("after a change");
        }
    }

    private sealed class ChangeHandler(HttpMessageHandler inner, ChangeCounter changes) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
            {
                changes.Add();
            }

            return response;
        }
    }
}
