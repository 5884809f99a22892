using System.Text.Json.Nodes;

namespace StorageSimulatorSample;

/// <summary>Has a manager make a file system of all volumes that it sees: one for management, one for metadata, the others for data.</summary>
internal sealed class FilesystemRequest(ManagerApi api)
{
    public const int VolumesMin = 3;
    private const int LooksMax = 60;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CommandMax = TimeSpan.FromSeconds(600);

    /// <summary>Waits until every server is set up.</summary>
    /// <exception cref="SimulatorException">There is none, or it takes too long.</exception>
    public async Task WaitForServersAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ManagerAnswer> hosts = [];
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

    /// <summary>Makes the file system.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="least">How many volumes the manager has to see first.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Why it failed, null when it did not; how many volumes it has; and how long the request took.</returns>
    public async Task<(string? Failure, int Volumes, TimeSpan Request)> SendAsync(string name, int least, CancellationToken cancellationToken)
    {
        IReadOnlyList<ManagerAnswer> volumes = [];
        for (int look = 0; look < LooksMax && volumes.Count < least; look++)
        {
            volumes = await api.ListAsync("volume", cancellationToken);
            await Task.Delay(Look, api.Clock, cancellationToken);
        }

        if (volumes.Count < least)
        {
            return ($"the manager sees {volumes.Count} of {least} volumes", volumes.Count, TimeSpan.Zero);
        }

        JsonObject wanted = new()
        {
            ["name"] = name, ["mgt"] = Target(volumes[0]), ["mdts"] = new JsonArray(Target(volumes[1])), ["osts"] = new JsonArray([.. volumes.Skip(2).Select(Target)]),
        };
        long start = api.Clock.GetTimestamp();
        ManagerAnswer reply = await api.CallAsync(HttpMethod.Post, "api/filesystem/", wanted, cancellationToken);
        TimeSpan request = api.Clock.GetElapsedTime(start);
        return (await api.WaitAsync(reply.Object("command").Id(), CommandMax, cancellationToken), volumes.Count, request);
    }

    private static bool IsManaged(ManagerAnswer host) => host.Text("state") == "managed";

    private static JsonNode Target(ManagerAnswer volume) => new JsonObject { ["volume_id"] = volume.Id() };
}
