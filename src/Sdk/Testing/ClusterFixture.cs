using Xunit;

namespace Scalewright.Testing;

/// <summary>
/// Cluster that is shared by the tests of a class or collection (<c>IClassFixture</c>, <c>ICollectionFixture</c>).
/// </summary>
/// <example>
/// Defines the nodes of a test class, and runs a test on them as xunit does:
/// <code>
/// ShopNodes nodes = new();
/// await nodes.InitializeAsync();
/// await nodes.RunAsync(async (cluster, token) =>
///     Console.WriteLine((await cluster.Nodes[0].RunAsync(["hostname"], token)).Output));
/// await nodes.DisposeAsync();
///
/// public sealed class ShopNodes : ClusterFixture
/// {
///     protected override Topology Topology { get; } =
///         Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(3).Build()).Build();
/// }
/// </code>
/// </example>
public abstract class ClusterFixture : TestCluster, IAsyncLifetime;
