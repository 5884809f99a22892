using System.Net.Http.Json;
using Loopback.Kubernetes;
using Scalewright.Providers.Kubernetes;

namespace Sweeps.Tests;

/// <summary>A stand-in for Kubernetes that runs the pods of Jobs as processes of this machine.</summary>
internal sealed class JobCluster : IAsyncDisposable
{
    public const string Pods = "api/v1/namespaces/default/pods";
    public const string Jobs = "apis/batch/v1/namespaces/default/jobs";
    public const string Inputs = "api/v1/namespaces/default/configmaps";
    private const string RootInput = "kube-root-ca.crt";

    private readonly HttpClient _http;

    private JobCluster(KubernetesServer server) => (Server, _http) = (server, new HttpClient { BaseAddress = server.Address });

    public KubernetesServer Server { get; }

    public KubernetesClientOptions Access => new(Server.Address);

    public static async Task<JobCluster> StartAsync(KubernetesServerOptions? options = null) =>
        new(
            await KubernetesServer.StartAsync(
                (options ?? new KubernetesServerOptions()) with
                {
                    StartDelay = TimeSpan.Zero,
                    StopDelay = TimeSpan.Zero,
                    JobBackoff = TimeSpan.FromMilliseconds(20),
                }
            )
        );

    /// <summary>Returns a program whose first element for each action stops, and writes its number into <c>mark/ACTION/index</c>.</summary>
    /// <param name="actions">Folders of the actions: <c>fail</c> kills the program; the others wait.</param>
    public static ValueList<string> Stopping(string mark, IEnumerable<string> actions, IEnumerable<string> command) =>
        [
            "sh",
            "-c",
            $$"""
                mkdir -p "$0"
                for action in {{string.Join(' ', actions)}}; do
                    if mkdir "$0/$action" 2>/dev/null; then
                        echo "$JOB_COMPLETION_INDEX" >"$0/$action/new" && mv "$0/$action/new" "$0/$action/index"
                        [ "$action" != fail ] || kill -9 $$
                        exec sleep 1000
                    fi
                done
                exec "$@"
                """,
            mark,
            .. command,
        ];

    public KubernetesSweepEngine Engine(params IEnumerable<string> command) =>
        new(Access, "app:1", [.. command]) { PollInterval = TimeSpan.FromMilliseconds(20), OutageTimeout = TimeSpan.Zero };

    public Task PostAsync(string path, string body) => PostAsync(path, JsonNode.Parse(body)!);

    public async Task<JsonNode[]> ListAsync(string path) =>
        [
            .. (await _http.GetFromJsonAsync<JsonNode>(path))!["items"]!
                .AsArray()
                .Where(one => (string?)one!["metadata"]!["name"] != RootInput)
                .Select(one => one!),
        ];

    public async Task<bool> IsEmptyAsync() =>
        (await ListAsync(Jobs)).Length + (await ListAsync(Pods)).Length + (await ListAsync(Inputs)).Length == 0;

    /// <summary>Waits until an element has stopped for an action, and evicts or deletes its pod.</summary>
    public async Task ActAsync(string mark, string action)
    {
        string file = Path.Combine(mark, action, "index");
        await UntilAsync(() => Task.FromResult(File.Exists(file)));
        string index = (await File.ReadAllTextAsync(file)).Trim();
        string name = (string)
            (await ListAsync(Pods)).Single(pod =>
                (string?)pod["status"]!["phase"] == "Running"
                && (string?)pod["metadata"]!["annotations"]!["batch.kubernetes.io/job-completion-index"] == index
            )["metadata"]!["name"]!;
        if (action == "evict")
        {
            await PostAsync(
                $"{Pods}/{name}/eviction",
                new JsonObject
                {
                    ["apiVersion"] = "policy/v1",
                    ["kind"] = "Eviction",
                    ["metadata"] = new JsonObject { ["name"] = name },
                }
            );
        }
        else
        {
            (await _http.DeleteAsync(new Uri($"{Pods}/{name}", UriKind.Relative))).EnsureSuccessStatusCode();
        }
    }

    public static async Task UntilAsync(Func<Task<bool>> isReached)
    {
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(1), TimeProvider.System);
        while (!await isReached())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, late.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }

    private async Task PostAsync(string path, JsonNode body) => (await _http.PostAsJsonAsync(path, body)).EnsureSuccessStatusCode();
}
