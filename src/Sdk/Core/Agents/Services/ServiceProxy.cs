using System.Runtime.CompilerServices;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents.Services;

/// <summary>What generated proxies have in common. Disposing ends the calls under way through this one; the way to the node is not its own.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, and a cancellation that comes late must not fail.")]
[SuppressMessage("Usage", "CA2213", Justification = "As above.")]
[SuppressMessage("Usage", "MA0027", Justification = "What is thrown is another exception, which holds the one that came.")]
public abstract class ServiceProxy : IAsyncDisposable
{
    private readonly IServiceCaller _caller;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _ended;

    /// <summary>A proxy over a way to call.</summary>
    /// <param name="caller">The way.</param>
    protected ServiceProxy(IServiceCaller caller) => (_caller, _ended) = (caller, _ending.Token);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        End();
        return ValueTask.CompletedTask;
    }

    /// <summary>The values of a stream as texts.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="items">The values.</param>
    /// <param name="write">Writes one.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    protected static async IAsyncEnumerable<ReadOnlyMemory<byte>> EncodeAsync<T>(IAsyncEnumerable<T> items, ServiceWriter<T> write, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(write);
        using ServiceText text = new();
        await foreach (T item in items.WithCancellation(cancellationToken))
        {
            yield return text.WriteLine(item, write);
        }
    }

    /// <summary>The exception that a caller gets for an error of the node; null: the one that came.</summary>
    /// <param name="failure">What came; its <see cref="AgentException.Remote"/> is not null.</param>
    protected virtual Exception? Restore(AgentException failure) => null;

    /// <summary>Reads the properties of an exception of the node.</summary>
    /// <typeparam name="T">The exception.</typeparam>
    /// <param name="failure">What came.</param>
    /// <param name="read">Makes it of the object that has its properties.</param>
    /// <returns>Null when they are of another form.</returns>
    protected static T? ReadDetail<T>(AgentException failure, ServiceReader<T> read)
        where T : Exception
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(read);
        try
        {
            return ServiceText.Read(Encoding.UTF8.GetBytes(failure.Remote!.Detail), read);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Makes a call that has an answer.</summary>
    /// <typeparam name="TArguments">Its arguments together.</typeparam>
    /// <typeparam name="TResult">Its answer.</typeparam>
    /// <param name="method">What is called.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="write">Writes them as elements of an array.</param>
    /// <param name="items">The stream that it takes; null: none.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AgentException">The call failed.</exception>
    protected async Task<TResult> CallAsync<TArguments, TResult>(
        ServiceMethod method, TArguments arguments, ServiceWriter<TArguments> write, IAsyncEnumerable<ReadOnlyMemory<byte>>? items, ServiceReader<TResult> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(read);
        ReadOnlyMemory<byte> answer = await SendAsync(method, arguments, write, items, cancellationToken);
        try
        {
            return ServiceText.Read(answer.Span, read);
        }
        catch (JsonException bad)
        {
            throw Misread(method, bad);
        }
    }

    /// <summary>Makes a call that has none.</summary>
    /// <typeparam name="TArguments">Its arguments together.</typeparam>
    /// <param name="method">What is called.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="write">Writes them as elements of an array.</param>
    /// <param name="items">The stream that it takes; null: none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AgentException">The call failed.</exception>
    protected Task CallAsync<TArguments>(
        ServiceMethod method, TArguments arguments, ServiceWriter<TArguments> write, IAsyncEnumerable<ReadOnlyMemory<byte>>? items, CancellationToken cancellationToken) =>
        SendAsync(method, arguments, write, items, cancellationToken);

    /// <summary>Makes a call whose answer is a stream.</summary>
    /// <typeparam name="TArguments">Its arguments together.</typeparam>
    /// <typeparam name="TItem">Type of the stream's values.</typeparam>
    /// <param name="method">What is called.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="write">Writes them as elements of an array.</param>
    /// <param name="items">The stream that it takes; null: none.</param>
    /// <param name="read">Reads one value.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AgentException">The call failed.</exception>
    protected async IAsyncEnumerable<TItem> StreamAsync<TArguments, TItem>(
        ServiceMethod method,
        TArguments arguments,
        ServiceWriter<TArguments> write,
        IAsyncEnumerable<ReadOnlyMemory<byte>>? items,
        ServiceReader<TItem> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(read);
        ObjectDisposedException.ThrowIf(_ended.IsCancellationRequested, this);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended);
        IAsyncEnumerator<ReadOnlyMemory<byte>> stream = _caller.StreamAsync(Request(method, arguments, write, items), either.Token).GetAsyncEnumerator(either.Token);
        await using (stream)
        {
            while (await NextAsync(method, stream, read) is (true, var item))
            {
                yield return item!;
            }
        }
    }

    // Not CancelAsync, which leaves the caller's loop.
    private void End() => _ending.Cancel();

    private static ServiceRequest Request<TArguments>(ServiceMethod method, TArguments arguments, ServiceWriter<TArguments> write, IAsyncEnumerable<ReadOnlyMemory<byte>>? items) =>
        new(method, ServiceText.WriteArray(arguments, write)) { Items = items };

    private AgentException Misread(ServiceMethod method, JsonException bad) => new(
        _caller.Node, AgentProblems.BadFrame($"the answer of '{method}' is not what belongs there: {Printable.Escape(bad.Message)}"), bad);

    private async ValueTask<(bool IsThere, TItem? Item)> NextAsync<TItem>(ServiceMethod method, IAsyncEnumerator<ReadOnlyMemory<byte>> stream, ServiceReader<TItem> read)
    {
        try
        {
            return await stream.MoveNextAsync() ? (true, ServiceText.Read(stream.Current.Span, read)) : (false, default);
        }
        catch (JsonException bad)
        {
            throw Misread(method, bad);
        }
        catch (AgentException failure) when (failure.Remote is not null && Restore(failure) is { } restored)
        {
            throw restored;
        }
    }

    private async Task<ReadOnlyMemory<byte>> SendAsync<TArguments>(
        ServiceMethod method, TArguments arguments, ServiceWriter<TArguments> write, IAsyncEnumerable<ReadOnlyMemory<byte>>? items, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended.IsCancellationRequested, this);
        using CancellationTokenSource? either = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended) : null;
        try
        {
            return await _caller.CallAsync(Request(method, arguments, write, items), either?.Token ?? _ended);
        }
        catch (AgentException failure) when (failure.Remote is not null && Restore(failure) is { } restored)
        {
            throw restored;
        }
    }
}
