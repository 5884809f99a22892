using System.Runtime.CompilerServices;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents.Services;

/// <summary>Base class of generated proxies. Disposing cancels its calls but keeps the connection open.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, and a cancellation that comes late must not fail.")]
[SuppressMessage("Usage", "CA2213", Justification = "As above.")]
[SuppressMessage("Usage", "MA0027", Justification = "What is thrown is another exception, which holds the one that came.")]
public abstract class ServiceProxy : IAsyncDisposable
{
    private readonly IServiceCaller _caller;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _ended;

    /// <summary>Initializes the proxy.</summary>
    /// <param name="caller">Makes the calls. Not disposed.</param>
    protected ServiceProxy(IServiceCaller caller) => (_caller, _ended) = (caller, _ending.Token);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        End();
        return ValueTask.CompletedTask;
    }

    /// <summary>Converts the values of a stream to texts.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="items">The values.</param>
    /// <param name="write">Writes one value.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    protected static async IAsyncEnumerable<ReadOnlyMemory<byte>> SerializeAsync<T>(
        IAsyncEnumerable<T> items,
        JsonValueWriter<T> write,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(write);
        using ServiceJsonText text = new();
        await foreach (T item in items.WithCancellation(cancellationToken))
        {
            yield return text.WriteLine(item, write);
        }
    }

    /// <summary>Returns the exception to throw for an error of the node; null: the received one.</summary>
    /// <param name="exception">Received exception; its <see cref="AgentException.RemoteError"/> is not null.</param>
    protected virtual Exception? CreateException(AgentException exception) => null;

    /// <summary>Reads an exception of the node from its properties.</summary>
    /// <typeparam name="T">Type of the exception.</typeparam>
    /// <param name="exception">Received exception.</param>
    /// <param name="read">Creates the exception from the object with its properties.</param>
    /// <returns>The exception, or null if the properties cannot be read.</returns>
    protected static T? DeserializeException<T>(AgentException exception, JsonValueReader<T> read)
        where T : Exception
    {
        ArgumentNullException.ThrowIfNull(exception);
        ArgumentNullException.ThrowIfNull(read);
        try
        {
            return ServiceJsonText.Read(Encoding.UTF8.GetBytes(exception.RemoteError!.PropertiesJson), read);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Makes a call with a result.</summary>
    /// <typeparam name="TArguments">Type of all arguments together.</typeparam>
    /// <typeparam name="TResult">Type of the result.</typeparam>
    /// <param name="method">Method to call.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="write">Writes the arguments as elements of an array.</param>
    /// <param name="items">Stream argument, or null.</param>
    /// <param name="read">Reads the result.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="AgentException">The call failed.</exception>
    protected async Task<TResult> CallAsync<TArguments, TResult>(
        ServiceMethod method,
        TArguments arguments,
        JsonValueWriter<TArguments> write,
        IAsyncEnumerable<ReadOnlyMemory<byte>>? items,
        JsonValueReader<TResult> read,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(read);
        ReadOnlyMemory<byte> response = await SendAsync(method, arguments, write, items, cancellationToken);
        try
        {
            return ServiceJsonText.Read(response.Span, read);
        }
        catch (JsonException failure)
        {
            throw Misread(method, failure);
        }
    }

    /// <summary>Makes a call without a result.</summary>
    /// <typeparam name="TArguments">Type of all arguments together.</typeparam>
    /// <param name="method">Method to call.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="write">Writes the arguments as elements of an array.</param>
    /// <param name="items">Stream argument, or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="AgentException">The call failed.</exception>
    protected Task CallAsync<TArguments>(
        ServiceMethod method,
        TArguments arguments,
        JsonValueWriter<TArguments> write,
        IAsyncEnumerable<ReadOnlyMemory<byte>>? items,
        CancellationToken cancellationToken
    ) => SendAsync(method, arguments, write, items, cancellationToken);

    /// <summary>Makes a call whose response is a stream.</summary>
    /// <typeparam name="TArguments">Type of all arguments together.</typeparam>
    /// <typeparam name="TItem">Type of the stream's values.</typeparam>
    /// <param name="method">Method to call.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="write">Writes the arguments as elements of an array.</param>
    /// <param name="items">Stream argument, or null.</param>
    /// <param name="read">Reads one value.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="AgentException">The call failed.</exception>
    protected async IAsyncEnumerable<TItem> StreamAsync<TArguments, TItem>(
        ServiceMethod method,
        TArguments arguments,
        JsonValueWriter<TArguments> write,
        IAsyncEnumerable<ReadOnlyMemory<byte>>? items,
        JsonValueReader<TItem> read,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(read);
        ObjectDisposedException.ThrowIf(_ended.IsCancellationRequested, this);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended);
        IAsyncEnumerator<ReadOnlyMemory<byte>> stream = _caller
            .StreamAsync(Request(method, arguments, write, items), linkedSource.Token)
            .GetAsyncEnumerator(linkedSource.Token);
        await using (stream)
        {
            while (await ReadNextAsync(method, stream, read) is (true, var item))
            {
                yield return item!;
            }
        }
    }

    // CancelAsync would run callbacks on the thread pool.
    private void End() => _ending.Cancel();

    private static ServiceRequest Request<TArguments>(
        ServiceMethod method,
        TArguments arguments,
        JsonValueWriter<TArguments> write,
        IAsyncEnumerable<ReadOnlyMemory<byte>>? items
    ) => new(method, ServiceJsonText.WriteArray(arguments, write)) { RequestStream = items };

    private AgentException Misread(ServiceMethod method, JsonException bad) =>
        new(_caller.Node, AgentProblems.BadFrame($"the response of '{method}' is invalid: {TextEscaping.Escape(bad.Message)}"), bad);

    private async ValueTask<(bool IsThere, TItem? Item)> ReadNextAsync<TItem>(
        ServiceMethod method,
        IAsyncEnumerator<ReadOnlyMemory<byte>> stream,
        JsonValueReader<TItem> read
    )
    {
        try
        {
            return await stream.MoveNextAsync() ? (true, ServiceJsonText.Read(stream.Current.Span, read)) : (false, default);
        }
        catch (JsonException failure)
        {
            throw Misread(method, failure);
        }
        catch (AgentException failure) when (failure.RemoteError is not null && CreateException(failure) is { } restored)
        {
            throw restored;
        }
    }

    private async Task<ReadOnlyMemory<byte>> SendAsync<TArguments>(
        ServiceMethod method,
        TArguments arguments,
        JsonValueWriter<TArguments> write,
        IAsyncEnumerable<ReadOnlyMemory<byte>>? items,
        CancellationToken cancellationToken
    )
    {
        ObjectDisposedException.ThrowIf(_ended.IsCancellationRequested, this);
        using CancellationTokenSource? linkedSource = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended)
            : null;
        try
        {
            return await _caller.CallAsync(Request(method, arguments, write, items), linkedSource?.Token ?? _ended);
        }
        catch (AgentException failure) when (failure.RemoteError is not null && CreateException(failure) is { } restored)
        {
            throw restored;
        }
    }
}
