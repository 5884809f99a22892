using System.Runtime.CompilerServices;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents.Services;

/// <summary>Call as received by the handler of a method.</summary>
public sealed class ServiceInvocation
{
    private readonly AgentCall? _call;

    internal ServiceInvocation(ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        (Arguments, CancellationToken) = (arguments, cancellationToken);
    }

    internal ServiceInvocation(ReadOnlyMemory<byte> arguments, AgentCall call, CancellationToken cancellationToken)
        : this(arguments, cancellationToken) => _call = call;

    /// <summary>Arguments as a JSON array.</summary>
    public ReadOnlyMemory<byte> Arguments { get; }

    /// <summary>Canceled when no caller waits for the response any more.</summary>
    public CancellationToken CancellationToken { get; }

    internal byte[] Result { get; private set; } = [];

    /// <summary>Reads the arguments.</summary>
    /// <typeparam name="T">Type of all arguments together.</typeparam>
    /// <param name="read">Reads them from the array.</param>
    public T ReadArguments<T>(JsonValueReader<T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        try
        {
            return ServiceJsonText.Read(Arguments.Span, read);
        }
        catch (JsonException exception)
        {
            throw FaultException.From(
                AgentProblems.Rejected(
                    $"the arguments do not match the method: {exception.Message.TrimEnd('.')}",
                    "pass the arguments that the service interface declares"
                )
            );
        }
    }

    /// <summary>Sets the response.</summary>
    /// <typeparam name="T">Type of the response.</typeparam>
    /// <param name="value">The response.</param>
    /// <param name="write">Writes the response.</param>
    public void SetResult<T>(T value, JsonValueWriter<T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Result = ServiceJsonText.WriteWhole(value, write);
    }

    /// <summary>Sends a stream as the response, at the caller's pace.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="items">The values.</param>
    /// <param name="write">Writes one value.</param>
    public async Task WriteStreamAsync<T>(IAsyncEnumerable<T> items, JsonValueWriter<T> write)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(write);
        using ServiceJsonText text = new();
        await foreach (T item in items.WithCancellation(CancellationToken))
        {
            await Streaming.SendAsync(ChannelIds.Output, text.WriteLine(item, write), isFollowed: false, CancellationToken);
        }
    }

    /// <summary>Returns the stream that the caller sends. It can be read once.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="read">Reads one value.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="JsonException">A value has another type.</exception>
    public async IAsyncEnumerable<T> ReadStreamAsync<T>(
        JsonValueReader<T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(read);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken, cancellationToken);
        ItemStreamReader lines = new(Streaming, ChannelIds.Content);
        while (await lines.ReadAsync(ended.Token) is { } line)
        {
            yield return ServiceJsonText.Read(line.Span, read);
        }
    }

    private AgentCall Streaming => _call ?? throw new InvalidOperationException("This call has no streams.");
}
