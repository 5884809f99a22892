using System.Runtime.CompilerServices;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents.Services;

/// <summary>A call as what answers it sees it.</summary>
public sealed class ServiceInvocation
{
    private readonly Call? _call;

    internal ServiceInvocation(ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        (Arguments, CancellationToken) = (arguments, cancellationToken);
    }

    internal ServiceInvocation(ReadOnlyMemory<byte> arguments, Call call, CancellationToken gone)
        : this(arguments, gone) => _call = call;

    /// <summary>A JSON array.</summary>
    public ReadOnlyMemory<byte> Arguments { get; }

    /// <summary>Cancelled when no one waits for the answer any more.</summary>
    public CancellationToken CancellationToken { get; }

    internal byte[] Result { get; private set; } = [];

    /// <summary>Reads the arguments.</summary>
    /// <typeparam name="T">All of them together.</typeparam>
    /// <param name="read">Reads them from the array.</param>
    public T Read<T>(ServiceReader<T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        try
        {
            return ServiceText.Read(Arguments.Span, read);
        }
        catch (JsonException bad)
        {
            throw FaultException.From(AgentProblems.Refused($"the arguments are not what the method takes: {bad.Message.TrimEnd('.')}", "give it what its interface says"));
        }
    }

    /// <summary>Takes the answer.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The answer.</param>
    /// <param name="write">Writes it.</param>
    public void Answer<T>(T value, ServiceWriter<T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Result = ServiceText.WriteWhole(value, write);
    }

    /// <summary>Sends a stream as the answer, as fast as the caller takes it.</summary>
    /// <typeparam name="T">Type of its values.</typeparam>
    /// <param name="items">The values.</param>
    /// <param name="write">Writes one.</param>
    public async Task SendAsync<T>(IAsyncEnumerable<T> items, ServiceWriter<T> write)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(write);
        using ServiceText text = new();
        await foreach (T item in items.WithCancellation(CancellationToken))
        {
            await Streaming.SendAsync(Channels.Output, text.WriteLine(item, write), false, CancellationToken);
        }
    }

    /// <summary>The stream that the caller sends; to be read once.</summary>
    /// <typeparam name="T">Type of its values.</typeparam>
    /// <param name="read">Reads one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="JsonException">A value of another type came.</exception>
    public async IAsyncEnumerable<T> ReadItemsAsync<T>(ServiceReader<T> read, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken, cancellationToken);
        ItemLines lines = new(Streaming, Channels.Content);
        while (await lines.ReadAsync(ended.Token) is { } line)
        {
            yield return ServiceText.Read(line.Span, read);
        }
    }

    private Call Streaming => _call ?? throw new InvalidOperationException("This call has no streams.");
}
