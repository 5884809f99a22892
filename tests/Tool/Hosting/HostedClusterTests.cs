using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Scalewright.Hosting;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Hosting.Tests;

public class HostedClusterTests
{
    [Fact]
    public async Task A_cluster_is_created_when_the_host_starts_and_removed_when_it_is_disposed()
    {
        SimulationProvider provider = new() { Seed = 1 };
        IHost host = Build(
            services => services.AddSingleton<IProvider>(_ => provider),
            clusters => clusters.AddCluster("demo", options => options.Topology = Farm("demo", 3))
        );

        await host.StartAsync();
        (await CountAsync(provider)).ShouldBe(3);
        HostedCluster hosted = host.Services.GetRequiredKeyedService<HostedCluster>("demo");
        string output = "";
        await provider.RunAsync(async token =>
            output = (await (await hosted.GetClusterAsync(token)).Nodes[0].RunAsync(["hostname"], token)).Output.Trim()
        );
        output.ShouldBe("node-1");

        await hosted.DisposeAsync();
        (await CountAsync(provider)).ShouldBe(0);
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(() => hosted.GetClusterAsync());
    }

    [Fact]
    public async Task The_host_removes_an_ephemeral_cluster_before_it_disposes_the_provider()
    {
        ConcurrentQueue<ClusterEvent> events = [];
        IHost host = Build(services => services.AddSimulationProvider(seed: 1), clusters => clusters.AddCluster("demo", options =>
                {
                    options.Topology = Farm("demo", 3);
                    options.ConfigureBuilder = builder => builder.WithListener(new Listener(events.Enqueue));
                }));

        await host.StartAsync();
        await ((IAsyncDisposable)host).DisposeAsync();

        events.Last(clusterEvent => clusterEvent.Subject == "node-3").Message.ShouldContain("-");
        events
            .Count(clusterEvent =>
                clusterEvent.Kind == ClusterEventKind.StepSucceeded && clusterEvent.Subject.StartsWith("node-", StringComparison.Ordinal)
            )
            .ShouldBe(6, "three made, three removed");
    }

    [Fact]
    public async Task A_cluster_whose_removal_failed_can_be_disposed_again()
    {
        SimulationProvider provider = new() { Seed = 1 };
        IHost host = Build(
            services => services.AddSingleton<IProvider>(_ => provider),
            clusters => clusters.AddCluster("demo", options => options.Topology = Farm("demo", 3))
        );
        await host.StartAsync();
        HostedCluster hosted = host.Services.GetRequiredKeyedService<HostedCluster>("demo");
        provider.Inject(new FailCalls(CallFailure.Busy) { Kinds = CallKinds.Destroy, Duration = TimeSpan.FromHours(1) });

        ClusterException exception = await Should.ThrowAsync<ClusterException>(async () => await hosted.DisposeAsync());
        (await CountAsync(provider)).ShouldBe(3);
        await provider.RunAsync(token => Task.Delay(TimeSpan.FromHours(1), provider.Clock, token));
        await hosted.DisposeAsync();
        await hosted.DisposeAsync();

        exception.Message.ShouldContain("dispose it again");
        (await CountAsync(provider)).ShouldBe(0);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task A_lazy_cluster_is_created_once_on_first_request()
    {
        SimulationProvider provider = new() { Seed = 1 };
        using IHost host = Build(services => services.AddSingleton<IProvider>(provider), clusters => clusters.AddCluster("demo", options =>
                {
                    options.Topology = Farm("demo", 3);
                    options.IsProvisionedOnStart = false;
                }));
        HostedCluster hosted = host.Services.GetRequiredKeyedService<HostedCluster>("demo");

        await host.StartAsync();
        (await CountAsync(provider)).ShouldBe(0);
        Cluster[] returned = [];
        await provider.RunAsync(async token => returned = await Task.WhenAll(hosted.GetClusterAsync(token), hosted.GetClusterAsync(token)));

        returned[0].ShouldBeSameAs(returned[1]);
        (await CountAsync(provider)).ShouldBe(3);
    }

    [Fact]
    public async Task Named_clusters_of_one_host_each_use_their_own_provider()
    {
        SimulationProvider near = new() { Seed = 1 };
        SimulationProvider far = new() { Seed = 2 };
        using IHost host = Build(
            services => services.AddSingleton<IProvider>(near).AddKeyedSingleton<IProvider>("far", far),
            clusters =>
                clusters
                    .AddCluster("one", options => options.Topology = Farm("one", 2))
                    .AddCluster("two", (options, services) =>
                    {
                        options.Topology = Farm(services.GetRequiredService<IHostEnvironment>().EnvironmentName, 3);
                        options.ProviderKey = "far";
                    })
        );

        await host.StartAsync();

        (await CountAsync(near)).ShouldBe(2);
        (await CountAsync(far)).ShouldBe(3);
        (await host.Services.GetRequiredKeyedService<HostedCluster>("two").GetClusterAsync()).Name.ShouldBe("Production");
    }

    [Fact]
    public async Task All_invalid_options_are_reported_at_host_start()
    {
        using IHost host = Build(
            _ => { },
            clusters => clusters.AddCluster("demo", options => (options.StateFolder, options.ProviderKey) = (" ", "far"))
        );

        OptionsValidationException thrown = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync());

        thrown.Failures.Count().ShouldBe(3);
        thrown.Message.ShouldContain("cluster 'demo' has no topology");
        thrown.Message.ShouldContain("empty state folder");
        thrown.Message.ShouldContain("no provider with the key 'far'");
    }

    [Fact]
    public async Task A_persistent_cluster_requires_a_state_folder_and_a_provider()
    {
        using IHost host = Build(
            _ => { },
            clusters =>
                clusters.AddCluster("demo", options => (options.Topology, options.Lifetime) = (Farm("demo", 1), ClusterLifetime.Persistent))
        );

        OptionsValidationException thrown = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync());

        thrown.Failures.Count().ShouldBe(2);
        thrown.Message.ShouldContain("is persistent but has no state folder");
        thrown.Message.ShouldContain("finds no provider among the services");
    }

    [Fact]
    public async Task A_host_whose_cluster_cannot_be_provisioned_does_not_start_and_leaves_no_nodes()
    {
        SimulationProvider provider = new() { Options = new SimulationOptions { Cloud = CloudModel.Default with { CapacityCount = 2 } } };
        using IHost host = Build(
            services => services.AddSingleton<IProvider>(provider),
            clusters => clusters.AddCluster("demo", options => options.Topology = Farm("demo", 3))
        );

        await Should.ThrowAsync<ClusterException>(() => host.StartAsync());
        await Should.ThrowAsync<ClusterException>(() => host.Services.GetRequiredKeyedService<HostedCluster>("demo").GetClusterAsync());

        (await CountAsync(provider)).ShouldBe(0);
    }

    [Fact]
    public async Task Cluster_events_are_logged_with_their_event_ids()
    {
        EventLog log = new();
        using IHost host = Build(
            services => services.AddSimulationProvider(seed: 1),
            clusters => clusters.AddCluster("demo", options => options.Topology = Farm("demo", 2)),
            log
        );

        await host.StartAsync();

        log.Lines.ShouldContain(line => line.StartsWith("4001 Information demo: StepSucceeded node-2:", StringComparison.Ordinal));
    }

    [Fact]
    public void Adding_a_cluster_name_twice_registers_one_cluster()
    {
        ServiceCollection services = new();
        services.AddScalewright().AddCluster("demo", options => options.StateFolder = "state");
        services.AddScalewright().AddCluster("demo", options => options.IsProvisionedOnStart = false);

        services.Count(service => service.IsKeyedService && service.ServiceType == typeof(HostedCluster)).ShouldBe(1);
        using ServiceProvider container = services.AddSimulationProvider().BuildServiceProvider();
        HostedClusterOptions options = new();
        foreach (IConfigureOptions<HostedClusterOptions> configure in container.GetServices<IConfigureOptions<HostedClusterOptions>>())
        {
            ((IConfigureNamedOptions<HostedClusterOptions>)configure).Configure("demo", options);
        }

        options.StateFolder.ShouldBe("state");
        options.IsProvisionedOnStart.ShouldBeFalse();
    }

    [Fact]
    public async Task A_cluster_name_added_twice_with_different_topologies_is_rejected()
    {
        using IHost host = Build(
            services => services.AddSimulationProvider(seed: 1),
            clusters =>
                clusters
                    .AddCluster("demo", options => options.Topology = Farm("demo", 2))
                    .AddCluster("demo", options => options.Topology = Farm("demo", 3))
        );

        (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync())).Message.ShouldContain(
            "cluster 'demo' is added twice with different topologies"
        );
    }

    [Fact]
    public async Task A_ConfigureBuilder_that_returns_null_or_selects_another_provider_is_rejected()
    {
        (await GetErrorAsync(_ => null!)).ShouldBe("cluster 'demo' has a ConfigureBuilder that returns null; return the modified builder");
        await using SimulationProvider other = new();
        (await GetErrorAsync(builder => builder.UseProvider(other))).ShouldBe(
            "cluster 'demo' has a ConfigureBuilder that selects a provider other than the registered one; register that provider and set ProviderKey"
        );

        static async Task<string> GetErrorAsync(Func<ClusterBuilder, ClusterBuilder> configure)
        {
            using IHost host = Build(services => services.AddSimulationProvider(seed: 1), clusters => clusters.AddCluster("demo", options =>
                    {
                        options.Topology = Farm("demo", 2);
                        options.ConfigureBuilder = configure;
                    }));
            return (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync())).Message;
        }
    }

    private static IHost Build(Action<IServiceCollection> add, Action<ScalewrightBuilder> clusters, ILoggerProvider? log = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        add(builder.Services);
        clusters(builder.Services.AddScalewright());
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        return builder.Build();
    }

    private static Topology Farm(string name, int nodes) =>
        Topology.Create(name).AddProfile(Profile.Create("farm").WithCount(nodes).Build()).Build();

    private static async Task<int> CountAsync(SimulationProvider provider)
    {
        int count = -1;
        await provider.RunAsync(async token =>
            count = (await provider.ObserveAsync(null, token)).Count(resource =>
                resource.Tag.Target == Scalewright.Planning.StepTarget.Node
            )
        );
        return count;
    }

    private sealed class Listener(Action<ClusterEvent> onEvent) : IProgress<ClusterEvent>
    {
        public void Report(ClusterEvent value) => onEvent(value);
    }

    private sealed class EventLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue($"{eventId.Id} {logLevel} {formatter(state, exception)}");

        public void Dispose() { }
    }
}
