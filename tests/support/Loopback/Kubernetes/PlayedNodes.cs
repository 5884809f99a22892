using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes;

/// <summary>Nodes of a real API server without machines, and their kubelets.</summary>
internal sealed class PlayedNodes : IAsyncDisposable
{
    private const string Nodes = "api/v1/nodes";
    private const string RunLabel = "scalewright.test/run";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly string[] Workloads = ["deployments", "statefulsets", "replicasets"];

    private readonly ApiServerClient _api;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;

    private PlayedNodes(ApiServerClient api)
    {
        _api = api;
        _running = RunAsync(_ending.Token);
    }

    private string Selector => $"{RunLabel}={_api.Namespace}";

    private string PodsPath => $"api/v1/namespaces/{_api.Namespace}/pods";

    public static async Task<PlayedNodes> StartAsync(ApiServerClient api, KubernetesServerOptions options)
    {
        for (int number = 1; number <= options.Nodes; number++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"n{number}");
            if (await api.ExistsAsync($"{Nodes}/{name}"))
            {
                // A program that was killed left it behind.
                await api.ChangeAsync(HttpMethod.Delete, $"{Nodes}/{name}", []);
            }

            JsonObject node = ControlPlane.NodeOf(name, number, options);
            node.Map("metadata")["name"] = name;
            node.Map("metadata", "labels")[RunLabel] = api.Namespace;
            await api.ChangeAsync(HttpMethod.Post, Nodes, node);

            // Admission adds the taint "not-ready", which a controller removes later.
            while (
                (
                    await api.ChangeAsync(
                        HttpMethod.Patch,
                        $"{Nodes}/{name}",
                        new JsonObject { ["spec"] = new JsonObject { ["taints"] = null } }
                    )
                )
                    .Items("spec", "taints")
                    .Any()
            )
            {
                await Task.Delay(PollInterval, TimeProvider.System);
            }
        }

        return new PlayedNodes(api);
    }

    /// <summary>Returns the path of a list of nodes with a selector of these nodes; null for other requests.</summary>
    public string? SelectOwn(HttpRequest request, string path)
    {
        if (request.Method != "GET" || request.Path != "/api/v1/nodes")
        {
            return null;
        }

        string selector = request.Query["labelSelector"].ToString();
        string own = Uri.EscapeDataString(selector.Length > 0 ? $"{selector},{Selector}" : Selector);
        IEnumerable<string> others = request
            .QueryString.ToString()
            .TrimStart('?')
            .Split('&')
            .Where(part => part.Length > 0 && !part.StartsWith("labelSelector=", StringComparison.Ordinal));
        return $"{path.Split('?')[0]}?{string.Join('&', others.Append($"labelSelector={own}"))}";
    }

    /// <summary>Labels a new node, and places the pods of a new object on these nodes; null for other requests.</summary>
    public byte[]? Place(HttpRequest request, byte[] body)
    {
        if (
            request.Method != "POST"
            || (request.ContentType ?? "").Split(';')[0] != "application/json"
            || JsonNode.Parse(body) is not JsonObject one
        )
        {
            return null;
        }

        string plural = (request.Path.Value ?? "").Split('/')[^1];
        switch (plural)
        {
            case "nodes":
                one.Map("metadata", "labels")[RunLabel] = _api.Namespace;
                break;
            case "pods":
                one.Map("spec", "nodeSelector")[RunLabel] = _api.Namespace;
                break;
            case var _ when Workloads.Contains(plural, StringComparer.Ordinal):
                one.Map("spec", "template", "spec", "nodeSelector")[RunLabel] = _api.Namespace;
                break;
            default:
                return null;
        }

        return Encoding.UTF8.GetBytes(one.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
        await _api.ChangeAsync(HttpMethod.Delete, $"{Nodes}?labelSelector={Uri.EscapeDataString(Selector)}", []);

        // Without a kubelet, deleted pods would stay, on nodes that the next test creates with the same names.
        await _api.ChangeAsync(HttpMethod.Delete, PodsPath, new JsonObject { ["gracePeriodSeconds"] = 0 });
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (JsonObject pod in (await _api.GetAsync(PodsPath)).Items("items").Where(pod => pod.Text("spec", "nodeName").Length > 0))
            {
                await StepAsync($"{PodsPath}/{pod.Text("metadata", "name")}", pod);
            }

            try
            {
                await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task StepAsync(string path, JsonObject pod)
    {
        try
        {
            if (pod.At("metadata", "deletionTimestamp") is not null)
            {
                await _api.ChangeAsync(HttpMethod.Delete, path, new JsonObject { ["gracePeriodSeconds"] = 0 });
            }
            else if (pod.Text("status", "phase") == "Pending")
            {
                await _api.ChangeAsync(HttpMethod.Patch, $"{path}/status", new JsonObject { ["status"] = Running(pod) });
            }
        }
        catch (InvalidOperationException)
        {
            // The pod is gone, or has changed: the next step sees it.
        }
    }

    private static JsonObject Running(JsonObject pod) =>
        new()
        {
            ["phase"] = "Running",
            ["conditions"] = new JsonArray([
                .. new[] { "PodScheduled", "Initialized", "ContainersReady", "Ready" }.Select(type => new JsonObject
                {
                    ["type"] = type,
                    ["status"] = "True",
                }),
            ]),
            ["containerStatuses"] = new JsonArray([
                .. pod.Items("spec", "containers")
                    .Select(container => new JsonObject
                    {
                        ["name"] = container.Text("name"),
                        ["image"] = container.Text("image"),
                        ["imageID"] = "",
                        ["ready"] = true,
                        ["started"] = true,
                        ["restartCount"] = 0,
                        ["state"] = new JsonObject
                        {
                            ["running"] = new JsonObject { ["startedAt"] = JsonAccess.Time(TimeProvider.System.GetUtcNow()) },
                        },
                        ["lastState"] = new JsonObject(),
                    }),
            ]),
        };
}
