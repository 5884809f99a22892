namespace Kubernetes.Tests;

/// <summary>Pods in a namespace that enforces the level "restricted" of the Pod Security Standards.</summary>
public sealed class RestrictedNamespaceTests : IAsyncLifetime
{
    private readonly ContractRequests _orders = new(new Random(11), "restricted", name => new NodeSpec(name, 1));
    private KubernetesServer? _server;

    private KubernetesOptions Options
    {
        get
        {
            KubernetesOptions options = TestCluster.OptionsFor(_server!);
            return options with { Client = options.Client with { Namespace = "hardened" } };
        }
    }

    public async Task InitializeAsync()
    {
        _server = await TestCluster.StartAsync();
        await _server.CreateAsync(
            "api/v1/namespaces",
            """{"metadata": {"name": "hardened", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}}}"""
        );
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    [Theory, InlineData(1000L), InlineData(null)]
    public async Task A_restricted_pod_runs_in_a_restricted_namespace(long? user)
    {
        await using KubernetesProvider provider = new(Options with { IsRestricted = true, RunAsUser = user });

        (await provider.ApplyOneAsync(_orders.CreateNode("n-1"))).Problem.ShouldBeNull();
        while ((await provider.ObserveAsync(_orders.Owner)).Single().State != ResourceState.Ready)
        {
            await Task.Delay(5);
        }
    }

    // The message of Kubernetes 1.36.2.
    [Fact]
    public async Task Another_pod_is_refused_with_each_violated_rule_and_the_option_that_helps()
    {
        await using KubernetesProvider provider = new(Options with { RunAsUser = 0 });

        StepOutcome refused = await provider.ApplyOneAsync(_orders.CreateNode("n-1"));

        (refused.Result, refused.CanRetry).ShouldBe((StepResult.Failed, false));
        refused.Problem!.Message.ShouldEndWith(
            " is forbidden: violates PodSecurity \"restricted:latest\": "
                + "allowPrivilegeEscalation != false (container \"node\" must set securityContext.allowPrivilegeEscalation=false), "
                + "unrestricted capabilities (container \"node\" must set securityContext.capabilities.drop=[\"ALL\"]), "
                + "runAsNonRoot != true (pod or container \"node\" must set securityContext.runAsNonRoot=true), runAsUser=0 (pod must not set runAsUser=0), "
                + "seccompProfile (pod or container \"node\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")"
        );
        refused.Problem.Advice.ShouldContain(nameof(KubernetesOptions.IsRestricted));
    }
}
