using System.Text.Json.Nodes;

namespace StorageSample;

/// <summary>Creates a file system of all volumes: one for management, one for metadata, the rest for data.</summary>
internal sealed class FilesystemRequest(ManagerApi api)
{
    public const int VolumesMin = 3;
    private const int LooksMax = 60;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CommandMax = TimeSpan.FromSeconds(600);

    /// <summary>Waits until every server is set up.</summary>
    /// <exception cref="SimulatorException">There are no servers, or it takes too long.</exception>
    public async Task WaitForServersAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ManagerResponse> hosts = [];
        for (int look = 0; look < LooksMax; look++)
        {
            hosts = await api.ListAsync("host", cancellationToken);
            if (hosts.Count == 0)
            {
                throw new SimulatorException("the manager knows no server; 'register' some first");
            }

            if (hosts.All(IsManaged))
            {
                return;
            }

            await Task.Delay(Look, api.Clock, cancellationToken);
        }

        throw new SimulatorException($"{hosts.Count(host => !IsManaged(host))} of {hosts.Count} servers are not set up; see the manager's page");
    }

    /// <summary>Creates the file system.</summary>
    /// <param name="least">Number of volumes that the manager must detect first.</param>
    /// <returns>Reason of the failure, null on success; number of volumes; duration of the request.</returns>
    public async Task<(string? Failure, int Volumes, TimeSpan Request)> SendAsync(string name, int least, CancellationToken cancellationToken)
    {
        (string? missing, IReadOnlyList<ManagerResponse> volumes) = await FindVolumesAsync(least, cancellationToken);
        if (missing is not null)
        {
            return (missing, volumes.Count, TimeSpan.Zero);
        }

        JsonObject wanted = new()
        {
            ["name"] = name, ["mgt"] = Target(volumes[0]), ["mdts"] = new JsonArray(Target(volumes[1])), ["osts"] = new JsonArray([.. volumes.Skip(2).Select(Target)]),
        };
        long start = api.Clock.GetTimestamp();
        ManagerResponse reply = await api.CallAsync(HttpMethod.Post, "api/filesystem/", wanted, cancellationToken);
        TimeSpan request = api.Clock.GetElapsedTime(start);
        return (await api.WaitAsync(reply.Object("command").Id(), CommandMax, cancellationToken), volumes.Count, request);
    }

    /// <summary>Counts the targets that a file system would have, without creating any.</summary>
    /// <exception cref="SimulatorException">A file system with this name exists, or the manager detects too few
    /// volumes.</exception>
    public async Task<int> CountAsync(string name, CancellationToken cancellationToken)
    {
        if ((await api.ListAsync("filesystem", cancellationToken)).Any(other => other.Text("name") == name))
        {
            throw new SimulatorException($"there is a file system '{TextEscaping.Escape(name)}'");
        }

        (string? missing, IReadOnlyList<ManagerResponse> volumes) = await FindVolumesAsync(VolumesMin, cancellationToken);
        return missing is null ? volumes.Count : throw new SimulatorException(missing);
    }

    private async Task<(string? Missing, IReadOnlyList<ManagerResponse> Volumes)> FindVolumesAsync(int least, CancellationToken cancellationToken)
    {
        IReadOnlyList<ManagerResponse> volumes = [];
        for (int look = 0; look < LooksMax && volumes.Count < least; look++)
        {
            volumes = await api.ListAsync("volume", cancellationToken);
            await Task.Delay(Look, api.Clock, cancellationToken);
        }

        return (volumes.Count < least ? $"the manager sees {volumes.Count} of {least} volumes" : null, volumes);
    }

    private static bool IsManaged(ManagerResponse host) => host.Text("state") == "managed";

    private static JsonNode Target(ManagerResponse volume) => new JsonObject { ["volume_id"] = volume.Id() };
}
