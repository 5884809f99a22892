using Scalewright;
using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Ssh;
using Scalewright.Testing;
using Scalewright.Topologies;

namespace Testing.Host.Cases;

/// <summary><c>SCALEWRIGHT_PROVIDER</c> selects the provider of two nodes: simulation, local or SSH.</summary>
public class AnyProvider(AnyProvider.Nodes nodes) : IClassFixture<AnyProvider.Nodes>
{
    [Fact]
    public Task Each_node_runs_commands_stores_files_and_handles_service_calls() =>
        nodes.RunAsync(
            async (cluster, cancellationToken) =>
            {
                Assert.Equal(2, cluster.Nodes.Count);
                foreach (Node node in cluster.Nodes)
                {
                    // Nodes of this machine share its files, also with other runs.
                    string file = $"/tmp/{Path.GetFileName(Nodes.Folder)}-any-provider-{node.Name}";
                    CommandResult result = await node.RunAsync(["echo", "a  command"], cancellationToken);
                    await node.PutFileAsync(file, "kept"u8.ToArray(), cancellationToken);
                    byte[] kept = await node.GetFileAsync(file, cancellationToken);
                    await node.RunAsync(["rm", "-f", file], cancellationToken);
                    await using IClerk clerk = await node.GetServiceAsync<IClerk>(cancellationToken);

                    Assert.Equal("a  command\n", result.Output);
                    Assert.Equal("kept"u8, kept);
                    Assert.Equal($"hello ann, here is {node.Name}", await clerk.GreetAsync("ann", cancellationToken));
                }
            }
        );

    [Fact]
    public Task A_failing_test_reports_the_log_folder_of_its_nodes() =>
        nodes.RunAsync(
            async (cluster, cancellationToken) =>
            {
                await using IClerk clerk = await cluster.Nodes[1].GetServiceAsync<IClerk>(cancellationToken);
                await clerk.GreetAsync("bob", cancellationToken);
                Assert.Fail($"with provider '{nodes.ProviderName}', named {cluster.Provider.Name}");
            }
        );

    /// <summary>The folder in <c>HOST_FOLDER</c> contains the logs and the files of the providers.</summary>
    public sealed class Nodes : ClusterFixture
    {
        internal static string Folder { get; } = Environment.GetEnvironmentVariable("HOST_FOLDER") ?? "";

        protected override Topology Topology { get; } =
            Topology.Create("any").AddProfile(Profile.Create("any").WithCount(2).Build()).Build();

        protected override string LogFolder => Path.Join(Folder, "logs");

        protected override ValueMap<Func<IProvider>> Providers =>
            base
                .Providers.With("simulation", static () => new SimulationProvider
                    {
                        Seed = 1,
                        Options = new SimulationOptions { Services = Clerk.Services },
                    })
                .With("local", static () => new LocalProvider(
                        new LocalOptions
                        {
                            Isolation = LocalIsolation.Processes,
                            Folder = Path.Join(Folder, "nodes"),
                            Services = Clerk.Services,
                        }
                    ))
                .With("ssh", static () => SshProvider.FromFile(
                        Path.Join(Folder, "hosts.json"),
                        new SshOptions
                        {
                            Folder = "/tmp/any-provider",
                            Agent = new AgentDeployerOptions { Program = Path.Join(Folder, "agent"), Folder = "/tmp/any-provider-agent" },
                            Client = new SshClientOptions
                            {
                                ClientPath = Path.Join(Folder, "ssh"),
                                ConfigFile = Path.Join(Folder, "config"),
                                IdentityFile = Path.Join(Folder, "id"),
                                KnownHostsFile = Path.Join(Folder, "known_hosts"),
                            },
                        }
                    ));
    }
}
