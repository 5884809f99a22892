using Scalewright.Storage.Setup;

namespace StorageSample;

/// <summary>Servers of a benchmark: starts them in memory, registers them, and removes them again.</summary>
internal sealed class BenchmarkServers(ManagerApi api, ManagerAddress address, Uri? simulator)
{
    public const int UnitSize = 4;
    public const int VolumesPerServer = 4;
    private const int RemovedAtOnce = 4;
    public static readonly TimeSpan CommandMax = TimeSpan.FromSeconds(600);

    /// <summary>Starts unregistered servers, in units of four if the number is divisible by four.</summary>
    public async Task<ISimulatedServers> StartAsync(int servers, CancellationToken cancellationToken)
    {
        if (simulator is not null)
        {
            return await RemoteServers.StartAsync(simulator, servers, cancellationToken);
        }

        StorageClusterSpec setup = new()
        {
            ServerCount = servers, WorkerCount = 0, VolumeCount = servers * VolumesPerServer, ServersPerCluster = UnitSize, ServersPerStorageUnit = servers > 0 && servers % UnitSize == 0 ? UnitSize : 0,
        };
        return new RunningCluster(await StorageCluster.CreateAsync(setup, new StorageClusterOptions { Clock = api.Clock }, cancellationToken), address, keys: null);
    }

    /// <summary>Describes the resources that would be removed first, by queries alone.</summary>
    /// <param name="isMeasured">True if servers would be started then.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<IReadOnlyList<string>> DescribeAsync(bool isMeasured, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        foreach ((string resource, string name) in ((string, string)[])[("filesystem", "file system"), ("host", "server"), ("storage_resource", "controller")])
        {
            lines.Add($"would remove {Pluralizer.Format((await api.ListAsync(resource, cancellationToken)).Count, name)} from the manager");
        }

        if (simulator is not null && isMeasured)
        {
            await RemoteServers.CheckAsync(simulator, cancellationToken);
            lines.Add($"would remove the servers of the simulator at {simulator}");
        }

        return lines;
    }

    /// <summary>Registers all unregistered servers, and waits until they are set up.</summary>
    /// <returns>Reason of the failure; null on success.</returns>
    public async Task<string?> RegisterAsync(ISimulatedServers running, bool isAtOnce, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> open = await running.ListUnregisteredAsync(cancellationToken);
        string secret = await api.AddTokenAsync(Math.Max(1, open.Count), "base_managed_rh7", cancellationToken);
        List<int> commands = [];
        try
        {
            foreach (string[] chunk in open.Chunk(isAtOnce ? Math.Max(1, open.Count) : 1))
            {
                commands.AddRange(await Task.WhenAll(chunk.Select(fqdn => running.RegisterAsync(fqdn, secret, cancellationToken))));
            }
        }
        catch (ScalewrightException exception)
        {
            return exception.Problems[0].Message;
        }

        return await WaitAsync(commands, cancellationToken);
    }

    /// <summary>Removes file systems, hosts (four at a time) and controllers.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await RemoveAsync("filesystem", 1, cancellationToken);
        await RemoveAsync("host", RemovedAtOnce, cancellationToken);
        foreach (ManagerResponse controller in await api.ListAsync("storage_resource", cancellationToken))
        {
            await api.CallAsync(HttpMethod.Delete, $"api/storage_resource/{controller.Id()}/", null, cancellationToken);
        }
    }

    /// <summary>Creates one file system of the given number of volumes, which must be all volumes.</summary>
    /// <returns>Reason of the failure, null on success, and the duration of the request.</returns>
    public async Task<(string? Failure, TimeSpan Request)> CreateFilesystemAsync(int volumes, CancellationToken cancellationToken)
    {
        (string? failure, _, TimeSpan request) = await new FilesystemRequest(api).SendAsync("bench", volumes, cancellationToken);
        return (failure, request);
    }

    private async Task RemoveAsync(string resource, int atOnce, CancellationToken cancellationToken)
    {
        foreach (ManagerResponse[] chunk in (await api.ListAsync(resource, cancellationToken)).Chunk(atOnce))
        {
            List<int> commands = [];
            foreach (ManagerResponse item in chunk)
            {
                ManagerResponse reply = await api.CallAsync(HttpMethod.Delete, $"api/{resource}/{item.Id()}/", null, cancellationToken);
                commands.Add(reply.Object("command").Id());
            }

            if (await WaitAsync(commands, cancellationToken) is { } failure)
            {
                throw new SimulatorException($"a {resource} cannot be removed: {failure}");
            }
        }
    }

    private async Task<string?> WaitAsync(IEnumerable<int> commands, CancellationToken cancellationToken)
    {
        foreach (int command in commands)
        {
            if (await api.WaitAsync(command, CommandMax, cancellationToken) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }
}
