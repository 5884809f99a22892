namespace Kubernetes.Tests;

/// <summary>
/// Tests <c>kubectl logs</c> against the simulated API server. The first log line of a simulated container is its image
/// and its command.
/// </summary>
public sealed class KubectlLogTests : IAsyncLifetime
{
    private const string Pod = """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "nginx", "command": ["run", "it"]}]}}
        """;

    private static readonly TimeSpan OutputTimeout = TimeSpan.FromMinutes(2);
    private KubernetesServer? _server;
    private Kubectl? _kubectl;

    private Kubectl Cli => _kubectl!;

    public async Task InitializeAsync() => _server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Nodes = 1 });

    public async Task DisposeAsync()
    {
        await (_kubectl?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server!.DisposeAsync();
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Kubectl_prints_all_log_lines_or_only_the_last_ones(string version)
    {
        await StartPodAsync(version);
        _server!.Say("default", "p", "c", "one");
        _server.Say("default", "p", "c", "two");

        (await Cli.ExpectAsync("logs", "p")).ShouldBe("nginx run it\none\ntwo\n");
        (await Cli.ExpectAsync("logs", "p", "--tail=1")).ShouldBe("two\n");
        (await Cli.ExpectAsync("logs", "p", "--tail=0")).ShouldBe("");
        (await Cli.ExpectAsync("logs", "p", "-c", "c", "--tail=1", "--timestamps")).ShouldMatch(
            @"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z two\n\z"
        );
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Kubectl_follows_a_log_until_the_pod_is_deleted(string version)
    {
        await StartPodAsync(version);
        using Process following = Cli.Start("logs", "-f", "p", "--tail=1");

        List<string?> receivedLines = [await following.StandardOutput.ReadLineAsync().WaitAsync(OutputTimeout)];
        _server!.Say("default", "p", "c", "one");
        receivedLines.Add(await following.StandardOutput.ReadLineAsync().WaitAsync(OutputTimeout));
        await Cli.ExpectAsync("delete", "pod", "p", "--grace-period=1");
        receivedLines.Add(await following.StandardOutput.ReadLineAsync().WaitAsync(OutputTimeout));
        await following.WaitForExitAsync().WaitAsync(OutputTimeout);

        receivedLines.ShouldBe(["nginx run it", "one", null]);
        following.ExitCode.ShouldBe(0);
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Kubectl_reports_why_a_log_is_unavailable(string version)
    {
        _kubectl = Kubectl.For(version, _server!.Address);
        await Cli.ExpectAsync("run", "lost", "--image=no-such-image");
        while (await Cli.ExpectAsync("get", "pod", "lost", "-o", "jsonpath={.status.containerStatuses[0].state.waiting.reason}") is "")
        {
            // The log of a pod that is not scheduled is empty.
        }

        (int waitingCode, _, string waiting) = await Cli.RunAsync("logs", "lost");
        (int missingCode, _, string missing) = await Cli.RunAsync("logs", "nowhere");
        (int otherCode, _, string other) = await Cli.RunAsync("logs", "lost", "-c", "other");

        (waitingCode, missingCode, otherCode).ShouldBe((1, 1, 1));
        waiting.ShouldContain("container \"lost\" in pod \"lost\" is waiting to start: trying and failing to pull image");
        missing.ShouldContain("pods \"nowhere\" not found");
        other.ShouldContain("container other is not valid for pod lost");
    }

    private async Task StartPodAsync(string version)
    {
        _kubectl = Kubectl.For(version, _server!.Address);
        await Cli.ExpectAsync("apply", "-f", Cli.Write("pod.json", Pod));
        await Cli.ExpectAsync("wait", "--for=condition=Ready", "pod/p", "--timeout=60s");
    }
}
