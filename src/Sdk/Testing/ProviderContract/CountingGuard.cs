using Scalewright;
using Scalewright.Providers;

namespace ProviderContracts;

/// <summary>Counts the calls of capabilities that change something.</summary>
internal sealed class CountingGuard : ProviderGuard
{
    private int _changeCount;

    public int ChangeCount => Volatile.Read(ref _changeCount);

    public void Add(int count) => Interlocked.Add(ref _changeCount, count);

    public override Task<T> QueryAsync<T>(string method, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        ask(cancellationToken);

    /// <summary>Only <see cref="INodeAdvancement"/> lists resources, and it starts what is due.</summary>
    public override Task<ValueList<Resource>> ListAsync(
        string method, Owner? owner, Func<CancellationToken, Task<ValueList<Resource>>> ask, CancellationToken cancellationToken)
    {
        Add(1);
        return ask(cancellationToken);
    }

    public override Task ChangeAsync(string method, Func<CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        Add(1);
        return change(cancellationToken);
    }

    public override Task<T> ChangeAsync<T>(string method, Func<CancellationToken, Task<T>> change, CancellationToken cancellationToken)
    {
        Add(1);
        return change(cancellationToken);
    }

    public override T Ask<T>(string method, Func<T> ask) => ask();
}
