namespace Kubernetes.Tests;

/// <summary>Objects that kubectl creates. Source: output of <c>kubectl --dry-run=client -o json</c>.</summary>
public sealed class KubectlCreateTests : IAsyncLifetime
{
    // Only the server sets these.
    private static readonly string[] Added = ["uid", "resourceVersion", "creationTimestamp", "managedFields", "generation"];
    private KubernetesServer? _server;
    private Kubectl? _kubectl;

    private Kubectl Cli => _kubectl!;

    public static TheoryData<string, string, string> Commands { get; } = All();

    public async Task InitializeAsync() => _server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Nodes = 1 });

    public async Task DisposeAsync()
    {
        await (_kubectl?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server!.DisposeAsync();
    }

    [MachineTheory("kubectl"), MemberData(nameof(Commands))]
    public async Task An_object_created_by_kubectl_equals_its_client_side_dry_run(string version, string command, string made)
    {
        _kubectl = Kubectl.For(version, _server!.Address);
        string[] words = command.Split(' ');

        // The command of a container follows the two dashes.
        int end = Array.IndexOf(words, "--") is >= 0 and int at ? at : words.Length;
        JsonObject expected = Bare(await Cli.ExpectAsync([.. words[..end], "--dry-run=client", "-o", "json", .. words[end..]]));

        await Cli.ExpectAsync(words);

        JsonObject found = Bare(await Cli.ExpectAsync("get", made, "-o", "json"));
        found.ToJsonString().ShouldBe(expected.ToJsonString());
    }

    private static TheoryData<string, string, string> All()
    {
        TheoryData<string, string, string> all = [];
        foreach (string version in KubectlPrograms.Versions.Keys)
        {
            all.Add(version, "create namespace sp", "ns/sp");
            all.Add(version, "create configmap cm --from-literal=a=b --from-literal=c=", "cm/cm");
            all.Add(version, "create deployment dep --image=nginx --replicas=0 --port=80", "deploy/dep");
            all.Add(version, "create deployment dep --image=nginx -- sh -c true", "deploy/dep");
            all.Add(version, "create service clusterip svc --tcp=80:web --tcp=5:6", "svc/svc");
            all.Add(version, "create quota q --hard=pods=100,cpu=1500m", "quota/q");
            all.Add(version, "create poddisruptionbudget pdb --min-available=50% --selector=app=dep", "pdb/pdb");
            all.Add(version, "create poddisruptionbudget pdb --max-unavailable=0 --selector=app=dep", "pdb/pdb");
        }

        return all;
    }

    private static JsonObject Bare(string text)
    {
        JsonObject one = JsonNode.Parse(text)!.AsObject();
        one.Remove("status");

        // Older versions create budgets as v1beta1, which the server stores as v1.
        one["apiVersion"] = ((string?)one["apiVersion"])!.Replace("v1beta1", "v1", StringComparison.Ordinal);
        foreach (string field in Added)
        {
            one["metadata"]!.AsObject().Remove(field);
        }

        one["metadata"]!.AsObject().Remove("namespace");
        return (JsonObject)Sorted(one)!;
    }

    // An empty map equals an absent one.
    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(
                map.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))
                    .Where(pair => pair.Value is not (null or JsonObject { Count: 0 }))
            ),
            JsonArray list => new JsonArray([.. list.Select(Sorted)]),
            JsonValue value => value.DeepClone(),
            _ => null,
        };
}
