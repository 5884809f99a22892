using Xunit;

namespace Scalewright.Testing;

/// <summary>
/// Cluster that is shared by the tests of a class, a collection or an assembly (<c>IClassFixture</c>,
/// <c>ICollectionFixture</c>, <c>AssemblyFixture</c>).
/// </summary>
/// <example>
/// Defines the nodes of a test class:
/// <code>
/// public sealed class ShopNodes : ClusterFixture
/// {
///     protected override Topology Topology { get; } =
///         Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(3).Build()).Build();
/// }
/// </code>
/// </example>
public abstract class ClusterFixture : TestCluster, IAsyncLifetime
{
    private protected override CancellationToken Stopping => TestContext.Current.CancellationToken;

    ValueTask IAsyncLifetime.InitializeAsync() => new(InitializeAsync());

    ValueTask IAsyncDisposable.DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return new(DisposeAsync());
    }
}
