using System.Collections.Concurrent;
using Scalewright;
using Scalewright.Clusters;
using Scalewright.Providers.Local;
using Scalewright.Providers.Slurm.Elastic;
using Scalewright.Topologies;

namespace Slurm.Tests.Elastic;

/// <summary>A cluster of this machine that a Slurm's nodes are made in, as long as it is not disposed; one that stays is opened again by its state.</summary>
internal sealed class ElasticSite : IAsyncDisposable, IProgress<Problem>
{
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<Problem> _problems = new();
    private readonly ElasticLab _lab;
    private readonly LocalProvider _provider;
    private readonly bool _stays;
    private readonly Task _running;

    private ElasticSite(ElasticLab lab, string partition, LocalProvider provider, Cluster cluster, Func<ElasticNode, CancellationToken, Task>? serve, bool stays)
    {
        (_lab, _provider, Cluster, _stays) = (lab, provider, cluster, stays);
        ElasticNodes nodes = new(cluster, lab.Open(partition), new ElasticOptions(lab.Folder)
        {
            Serve = serve ?? lab.ServeAsync,
            FindAddress = (_, _) => Task.FromResult("127.0.0.1"),
            LookInterval = TimeSpan.FromMilliseconds(100),
            Problems = this,
        });
        _running = nodes.RunAsync(_ending.Token);
    }

    public Cluster Cluster { get; }

    public Problem[] Problems => [.. _problems];

    public static async Task<ElasticSite> OpenAsync(ElasticLab lab, string partition, Func<ElasticNode, CancellationToken, Task>? serve = null, string state = "", bool stays = false, Func<LocalProviderOptions, LocalProviderOptions>? change = null)
    {
        LocalProviderOptions options = new() { Isolation = LocalIsolation.Processes, Folder = lab.At("machines") };
        LocalProvider provider = new(change?.Invoke(options) ?? options);
        Cluster cluster = await CreateAsync(provider, state.Length > 0 ? lab.At(state) : "");
        return new ElasticSite(lab, partition, provider, cluster, serve, stays);
    }

    void IProgress<Problem>.Report(Problem value) => _problems.Enqueue(value);

    public Task UntilAsync(Func<Cluster, bool> isSo) => _lab.WaitAsync(() =>
    {
        _running.IsFaulted.ShouldBeFalse($"{_running.Exception}");
        return Task.FromResult(isSo(Cluster) ? null : $"{string.Join(", ", Cluster.Nodes)}; {string.Join("; ", _problems)}");
    });

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(_running);
        if (!_stays)
        {
            await Cluster.DestroyAsync();
        }

        await Cluster.DisposeAsync();
        await _provider.DisposeAsync();
        _ending.Dispose();
    }

    private static Task<Cluster> CreateAsync(LocalProvider provider, string state)
    {
        ClusterBuilder builder = Cluster.Create(Topology.Empty with { Name = "elastic" }).UseProvider(provider);
        return (state.Length > 0 ? builder.WithState(state) : builder).OpenOrProvisionAsync();
    }
}
