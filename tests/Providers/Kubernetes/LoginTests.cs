using System.Security.Cryptography.X509Certificates;
using Loopback.Control;

namespace Kubernetes.Tests;

/// <summary>
/// Logins by the program of a kubeconfig user and by token files. Source of the formats: Kubernetes documentation,
/// "client-go credential plugins".
/// </summary>
public sealed class LoginTests : IAsyncLifetime, IDisposable
{
    private const string Version = "client.authentication.k8s.io/v1";

    // Records its environment and arguments, and prints what the test has prepared.
    private const string Program = """
        #!/bin/sh
        echo "$CLUSTER:$1:$2" >> "$0.runs"
        printf '%s' "$KUBERNETES_EXEC_INFO" > "$0.info"
        cat "$0.out"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("login").FullName;
    private readonly OwnAuthority _authority = new();
    private X509Certificate2? _certificate;

    private string Login => Path.Combine(_folder, "bin", "login");

    private int Runs => File.Exists($"{Login}.runs") ? File.ReadAllLines($"{Login}.runs").Length : 0;

    private KubernetesServerOptions WithTls => new() { Certificate = _certificate };

    public Task InitializeAsync()
    {
        _certificate = _authority.Sign("127.0.0.1", TimeProvider.System.GetUtcNow());
        File.WriteAllText(Path.Combine(_folder, "ca.pem"), _authority.Pem);
        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        File.WriteAllText(Login, Program);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Login, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _certificate?.Dispose();
        _authority.Dispose();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_program_of_a_kubeconfig_user_prints_the_token_once_for_all_calls()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync(WithTls with { Token = "one" });
        await using KubernetesProvider provider = new(new KubernetesOptions(Read(server)));
        Print("one");

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => provider.ObserveAsync(null)));

        (await File.ReadAllTextAsync($"{Login}.runs")).ShouldBe("farm 7:get-token:--cluster name=a b\n");
        JsonNode info = JsonNode.Parse(await File.ReadAllTextAsync($"{Login}.info"))!;
        ((string?)info["apiVersion"], (string?)info["kind"], (bool?)info["spec"]!["interactive"]).ShouldBe(
            (Version, "ExecCredential", false)
        );
        ((string?)info["spec"]!["cluster"]!["server"]).ShouldBe(server.Address.ToString());
    }

    [Fact]
    public async Task A_token_is_renewed_when_it_has_expired_and_when_it_is_rejected()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync(WithTls with { Token = "one" });
        SteeredClock clock = new();
        await using KubernetesProvider provider = new(new KubernetesOptions(Read(server)) { Clock = clock });
        Print("one", clock.GetUtcNow().AddMinutes(15));
        await provider.ObserveAsync(null);
        await provider.ObserveAsync(null);
        int first = Runs;

        // The old token is valid until the server is told otherwise, so only its expiry can be the reason.
        Print("one", clock.GetUtcNow().AddMinutes(30));
        clock.Advance(TimeSpan.FromMinutes(16));
        await provider.ObserveAsync(null);
        int second = Runs;
        Print("two");
        server.RenewToken("two");
        await provider.ObserveAsync(null);
        server.RenewToken("unknown to the program");
        ProviderException refused = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        (first, second, Runs).ShouldBe((1, 2, 4));
        refused.Problems.Single().Code.ShouldBe(ProblemCode.AuthenticationFailed);
    }

    [MachineFact("pods")]
    public async Task Commands_of_a_node_run_after_a_login_by_program()
    {
        await using KubernetesServer server = await TestCluster.StartAsync(WithTls with { Token = "one" });
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(server) with { Client = Read(server) });
        Print("one");
        Topology topology = Topology.Create("login").AddProfile(Profile.Create("web").WithCount(1).Build()).Build();
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).ProvisionAsync();
        Print("two");
        server.RenewToken("two");

        (await cluster.Nodes.Single().RunAsync(["echo", "here"])).Output.Trim().ShouldBe("here");
    }

    [Theory]
    [InlineData("echo secret; echo 'no credentials' >&2; exit 3", "exit code 3: no credentials")]
    [InlineData("echo secret", "its output is not JSON")]
    [InlineData(
        "echo '{\"kind\": \"ExecCredential\", \"apiVersion\": \"client.authentication.k8s.io/v1beta1\", \"status\": {\"token\": \"secret\"}}'",
        "its output is not an ExecCredential of client.authentication.k8s.io/v1 with a token"
    )]
    [InlineData(
        "echo '{\"kind\": \"ExecCredential\", \"apiVersion\": \"client.authentication.k8s.io/v1\", \"status\": {}}'",
        "its output is not an ExecCredential of client.authentication.k8s.io/v1 with a token"
    )]
    public async Task A_failed_login_is_reported_without_the_output_of_the_program(string script, string told)
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync(WithTls with { Token = "one" });
        await using KubernetesProvider provider = new(new KubernetesOptions(Read(server)));
        await File.WriteAllTextAsync(Login, $"#!/bin/sh\n{script}\n");

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        (failure.IsTransient, failure.Problems.Single().Code).ShouldBe((false, ProblemCode.AuthenticationFailed));
        failure.Problems.Single().Message.ShouldBe($"the token cannot be read from the program '{Login}': {told}");
        server.Faults.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_program_is_reported_with_the_hint_of_the_kubeconfig()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync(WithTls);
        await using KubernetesProvider provider = new(new KubernetesOptions(Read(server)));
        File.Delete(Login);

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        failure.Problems.Single().Message.ShouldContain(Login);
        failure.Problems.Single().Message.ShouldEndWith("; install it");
    }

    [Fact]
    public async Task Cancellation_ends_a_login()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync(WithTls);
        await using KubernetesProvider provider = new(new KubernetesOptions(Read(server)));
        await File.WriteAllTextAsync(Login, "#!/bin/sh\necho x >> \"$0.runs\"\nsleep 3600\n");
        using CancellationTokenSource cancellation = new();

        Task observation = provider.ObserveAsync(null, cancellation.Token);
        while (Runs == 0)
        {
            await Task.Delay(20);
        }

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => observation);
    }

    [Fact]
    public async Task A_token_file_of_a_kubeconfig_is_read_again_when_its_token_is_rejected()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync(WithTls with { Token = "one" });
        await File.WriteAllTextAsync(Path.Combine(_folder, "token"), "one\n");
        await using KubernetesProvider provider = new(new KubernetesOptions(Read(server, "tokenFile: token")));
        await provider.ObserveAsync(null);

        await File.WriteAllTextAsync(Path.Combine(_folder, "token"), "two\n");
        server.RenewToken("two");

        (await provider.ObserveAsync(null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_in_a_pod_uses_the_rotated_token_of_its_service_account()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync(WithTls with { Token = "one" });
        await File.WriteAllTextAsync(Path.Combine(_folder, "ca.crt"), _authority.Pem);
        await File.WriteAllTextAsync(Path.Combine(_folder, "namespace"), "farm");
        await File.WriteAllTextAsync(Path.Combine(_folder, "token"), "one");
        KubernetesClientOptions access = KubernetesClientOptions.FromInCluster(server.Address.Host, $"{server.Address.Port}", _folder);
        await using KubernetesProvider provider = new(new KubernetesOptions(access));
        await provider.ObserveAsync(null);

        await File.WriteAllTextAsync(Path.Combine(_folder, "token"), "two");
        server.RenewToken("two");

        (await provider.ObserveAsync(null)).ShouldBeEmpty();
        access.Namespace.ShouldBe("farm");
    }

    private void Print(string token, DateTimeOffset? expires = null)
    {
        JsonObject status = new() { ["token"] = token };
        if (expires is { } time)
        {
            status["expirationTimestamp"] = time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        JsonObject credential = new()
        {
            ["kind"] = "ExecCredential",
            ["apiVersion"] = Version,
            ["status"] = status,
        };
        File.WriteAllText($"{Login}.out", credential.ToJsonString());
    }

    private KubernetesClientOptions Read(KubernetesServer server, string? user = null)
    {
        string file = Path.Combine(_folder, "config");
        string program =
            $$"""exec: {apiVersion: {{Version}}, interactiveMode: Never, command: bin/login, args: [get-token, "--cluster name=a b"], env: [{name: CLUSTER, value: "farm 7"}], provideClusterInfo: true, installHint: install it}""";
        File.WriteAllText(
            file,
            $$"""
            current-context: here
            contexts: [{name: here, context: {cluster: c, user: u} }]
            clusters: [{name: c, cluster: {server: "{{server.Address}}", certificate-authority: ca.pem} }]
            users:
              - name: u
                user: { {{user ?? program}} }
            """
        );
        return KubernetesClientOptions.FromKubeconfig(file);
    }
}
