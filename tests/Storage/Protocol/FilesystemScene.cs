namespace Storage.Protocol.Tests;

/// <summary>Four simulated servers that are set up, their manager, and its user, in virtual time.</summary>
internal sealed class FilesystemScene
{
    private readonly TimeProvider _clock;
    private readonly long _start;

    private FilesystemScene(TimeProvider clock, StorageManager manager, StorageCluster cluster) =>
        (_clock, _start, Manager, Cluster) = (clock, clock.GetTimestamp(), manager, cluster);

    /// <summary>Null if no manager responds.</summary>
    public StorageManager? Manager { get; set; }

    public StorageCluster Cluster { get; }

    public AgentFleet Fleet { get; private set; } = null!;
    public FaultyManagerChannel Line { get; private set; } = null!;
    public List<string> Forgotten { get; } = [];

    public string? Cookie { get; set; }

    public string? Csrf { get; set; }

    /// <param name="settling">Seconds from the start of the servers to that of the body.</param>
    public static void Run(Func<FilesystemScene, Task> body, double settling = 60)
    {
        SimulationKernel kernel = new(new KernelOptions { Seed = 1 });
        kernel.Run(() =>
            PlayAsync(
                new StorageManagerOptions
                {
                    Clock = kernel.Clock,
                    Random = new Random(7),
                    Password = "lustre",
                },
                settling,
                TimeSpan.Zero,
                body
            )
        );
    }

    /// <summary>Runs a test and then disposes of the current manager.</summary>
    public static async Task PlayAsync(StorageManagerOptions options, double settling, TimeSpan latency, Func<FilesystemScene, Task> body)
    {
        StorageManager manager = await StorageManager.StartAsync(options);
        await using StorageCluster cluster = await StorageCluster.CreateAsync(
            new StorageClusterSpec
            {
                ServerCount = 4,
                WorkerCount = 0,
                ServersPerStorageUnit = 4,
            },
            new StorageClusterOptions { Clock = options.Clock }
        );
        FilesystemScene scene = new(options.Clock, manager, cluster);
        using HttpManagerChannel http = new(
            new Uri("http://localhost:8000/"),
            new SwitchedHandler(() => scene.Manager, latency, options.Clock),
            options.Clock
        );
        FaultyManagerChannel line = scene.Line = new(http, [], new Random(1), options.Clock);
        using CancellationTokenSource stop = new();
        scene.Fleet = new(cluster, _ => line) { OnDeregistered = scene.Forgotten.Add };
        Task running = scene.Fleet.RunAsync(stop.Token);
        await scene.JoinAsync();
        await scene.Pass(settling);
        await scene.LogInAsync("lustre");
        await body(scene);
        stop.Cancel();
        await running;
        await scene.Manager!.DisposeAsync();
    }

    public double Seconds => _clock.GetElapsedTime(_start).TotalSeconds;

    /// <returns>The command that sets the server up.</returns>
    public async Task<int> RegisterAsync(string fqdn)
    {
        using ServerIdentity identity = ServerIdentity.Create(fqdn);
        return (await Fleet.RegisterAsync(fqdn, await Manager!.CreateRegistrationTokenAsync(1), identity)).CommandId;
    }

    public Task ActAsync(string fqdn, string action) => Manager!.RunActionAsync(fqdn, action, JsonElement.Parse("{}"));

    public Task Pass(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), _clock);

    public async Task<int> LogInAsync(string password)
    {
        StorageManagerResponse shown = await Manager!.HandleAsync(new StorageManagerRequest("GET", "api/session/"));
        (Cookie, Csrf) = (shown.SessionCookie, shown.CsrfCookie);
        StorageManagerResponse known = await SendAsync(
            "POST",
            "api/session/",
            new JsonObject { ["username"] = "admin", ["password"] = password }
        );
        (Cookie, Csrf) = known.Status == 201 ? (known.SessionCookie, known.CsrfCookie) : (Cookie, Csrf);
        return known.Status;
    }

    public async Task<(int Status, JsonNode Body)> AskAsync(string method, string path, JsonNode? body = null)
    {
        StorageManagerResponse reply = await SendAsync(method, path, body);
        return (reply.Status, reply.Body.IsEmpty ? new JsonObject() : JsonNode.Parse(reply.Body.Span)!);
    }

    public async Task<(int Status, JsonNode Body)> SendTextAsync(string method, string path, string? body)
    {
        string[] parts = path.Split('?', '=');
        StorageManagerResponse reply = await Manager!.HandleAsync(
            new StorageManagerRequest(method, parts[0])
            {
                SessionCookie = Cookie,
                CsrfToken = Csrf,
                Query =
                    parts.Length == 1
                        ? new Dictionary<string, string>(StringComparer.Ordinal)
                        : new Dictionary<string, string>(StringComparer.Ordinal) { [parts[1]] = parts[2] },
                Body = body is null ? default(ReadOnlyMemory<byte>) : Encoding.UTF8.GetBytes(body),
            }
        );
        return (reply.Status, JsonNode.Parse(reply.Body.Span)!);
    }

    /// <returns>The reason of the failure, or empty for success.</returns>
    public async Task<string> CommandAsync(string method, string path, JsonNode? body = null)
    {
        (int status, JsonNode answer) = await AskAsync(method, path, body);
        status.ShouldBeInRange(200, 299, answer.ToJsonString());
        return await EndAsync((int)(answer["command"] ?? answer)["id"]!);
    }

    /// <returns>The reason of the failure, or empty for success.</returns>
    public async Task<string> EndAsync(int id)
    {
        for (int second = 0; second < 700; second++)
        {
            JsonNode command = (await AskAsync("GET", $"api/command/{id}/")).Body;
            if ((bool)command["complete"]!)
            {
                ((bool)command["errored"]!).ShouldBe(((string?)command["error"])!.Length > 0);
                return (string)command["error"]!;
            }

            await Pass(1);
        }

        throw new InvalidOperationException($"command {id} does not end");
    }

    /// <summary>Servers of targets according to the manager, by name; null for none.</summary>
    public async Task<Dictionary<string, string?>> PlacesAsync()
    {
        Dictionary<int, string> hosts = (await ListAsync("host")).ToDictionary(host => (int)host["id"]!, host => (string)host["nodename"]!);
        return (await ListAsync("target")).ToDictionary(
            target => (string)target["name"]!,
            target => (int?)target["active_host"] is { } id ? hosts[id] : null
        );
    }

    /// <summary>Actual servers of targets, by high-availability label; null for none.</summary>
    public Dictionary<string, string?> Running() =>
        Cluster.Availability.GetState(0).Targets.Values.ToDictionary(target => target.Label, target => target.CurrentNode);

    public async Task<JsonNode[]> ListAsync(string resource) =>
        [.. (await AskAsync("GET", $"api/{resource}/", body: null)).Body["objects"]!.AsArray().OfType<JsonNode>()];

    /// <summary>Describes a file system on the first volumes: management, metadata and two for data.</summary>
    public async Task<JsonObject> FilesystemAsync(string name = "fs")
    {
        JsonNode[] volumes = await ListAsync("volume");
        JsonNode[] disks = [.. volumes.Take(4).Select(volume => (JsonNode)new JsonObject { ["volume_id"] = (int)volume["id"]! })];
        return new JsonObject
        {
            ["name"] = name,
            ["mgt"] = disks[0],
            ["mdts"] = new JsonArray(disks[1]),
            ["osts"] = new JsonArray(disks[2], disks[3]),
        };
    }

    private async Task JoinAsync()
    {
        string secret = await Manager!.CreateRegistrationTokenAsync(4);
        foreach (StorageServer server in Cluster.Servers.All)
        {
            using ServerIdentity identity = ServerIdentity.Create(server.Name.Fqdn);
            await Fleet.RegisterAsync(server.Name.Fqdn, secret, identity);
        }

        await Cluster.Servers.StartAllAsync();
    }

    private Task<StorageManagerResponse> SendAsync(string method, string path, JsonNode? body) =>
        Manager!.HandleAsync(
            new StorageManagerRequest(method, path)
            {
                SessionCookie = Cookie,
                CsrfToken = Csrf,
                Query = new Dictionary<string, string>(StringComparer.Ordinal) { ["limit"] = "0" },
                Body = body is null ? default(ReadOnlyMemory<byte>) : Encoding.UTF8.GetBytes(body.ToJsonString()),
            }
        );
}
