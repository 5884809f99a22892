namespace Kubernetes.Tests;

/// <summary>The loopback server and the official Python client, which validates all responses.</summary>
public sealed class PythonClientTests : IAsyncLifetime
{
    private const string Program = """
        import sys
        from kubernetes import client, watch
        from kubernetes.client.rest import ApiException

        configuration = client.Configuration()
        configuration.host = sys.argv[1].rstrip("/")
        core = client.CoreV1Api(client.ApiClient(configuration))
        print(*[node.metadata.name for node in core.list_node().items])
        print(core.patch_node("n1", {"metadata": {"labels": {"pool": "large"}}}).metadata.labels["pool"])
        print(*[node.metadata.name for node in core.list_node(label_selector="pool in (large, small)").items])
        pod = {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
        core.create_namespaced_pod("default", pod)
        for event in watch.Watch().stream(core.list_namespaced_pod, "default", timeout_seconds=60):
            if event["object"].status.phase == "Running":
                print("p runs")
                break
        core.delete_namespaced_pod("p", "default", grace_period_seconds=0)
        try:
            core.list_node(label_selector="a=b=c")
        except ApiException as refused:
            print(refused.status, refused.reason)
        """;

    private KubernetesServer? _server;

    public async Task InitializeAsync() => _server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Nodes = 2 });

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    [MachineFact("python:kubernetes")]
    public async Task The_Python_client_lists_and_patches_nodes_and_watches_a_pod()
    {
        using Process python = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", ["-c", Program, _server!.Address.ToString()])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        Task<string> output = python.StandardOutput.ReadToEndAsync();
        string error = await python.StandardError.ReadToEndAsync();
        await python.WaitForExitAsync();

        (python.ExitCode, error).ShouldBe((0, ""));
        (await output).Split('\n').ShouldBe(["n1 n2", "large", "n1", "p runs", "400 Bad Request", ""]);
    }

    [Theory]
    [InlineData("nodes?limit=abc")]
    [InlineData("nodes?resourceVersion=abc")]
    [InlineData("nodes?watch=true&timeoutSeconds=abc")]
    [InlineData("nodes?labelSelector=a%3Db%3Dc")]
    [InlineData("nodes?labelSelector=a%20in%20b")]
    [InlineData("nodes?labelSelector=-a")]
    [InlineData("nodes?watch=true&labelSelector=a%20in%20(b")]
    public async Task An_invalid_query_parameter_is_a_bad_request(string path)
    {
        using HttpClient http = new();
        using HttpResponseMessage answer = await http.GetAsync(
            new Uri(_server!.Address, $"api/v1/{path}"),
            HttpCompletionOption.ResponseHeadersRead
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode status = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        (status["kind"]!.ToString(), status["reason"]!.ToString(), status["code"]!.GetValue<int>()).ShouldBe(("Status", "BadRequest", 400));
    }
}
