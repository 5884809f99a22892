namespace Scalewright.Providers.Minimega.Backend;

/// <summary>
/// A namespace of the server. Sequences of commands, for example configuring and launching, run under a lock.
/// </summary>
internal sealed class MinimegaNamespace(string name, MinimegaOptions options, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1);
    private readonly SemaphoreSlim _gate = new(1);
    private MinimegaClient? _client;

    public string Name => name;

    /// <summary>
    /// Runs a sequence of commands under the lock, so that no other sequence of this program interferes.
    /// </summary>
    /// <exception cref="MinimegaException">The server is not available, or refused.</exception>
    public async Task<T> RunInTurnAsync<T>(Func<MinimegaClient, Task<T>> work, CancellationToken cancellationToken)
    {
        MinimegaClient client = await ConnectAsync(cancellationToken);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await work(client);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Returns a client for this namespace; single commands need no lock.</summary>
    /// <exception cref="MinimegaException">The server is not available.</exception>
    public async Task<MinimegaClient> ConnectAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            MinimegaClientOptions how = new()
            {
                Namespace = name,
                CallTimeout = options.CallTimeout,
                Clock = options.Clock,
            };
            return _client ??= await MinimegaClient.ConnectAsync(options.SocketPath, how, logger, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is { } client)
        {
            await client.DisposeAsync();
        }

        _opening.Dispose();
        _gate.Dispose();
    }
}

/// <summary>
/// Converts clusters to minimega namespaces and back. Namespaces consist of letters, digits, <c>-</c> and <c>_</c>;
/// each other character of a cluster's name becomes <c>_</c> and four hexadecimal digits.
/// </summary>
internal static class MinimegaNamespaceName
{
    private const string Prefix = "sw-";
    private const int LineageDigits = 32;
    private const int EscapeDigits = 4;

    /// <summary>Returns the namespace of a cluster: <c>sw-LINEAGE-CLUSTER</c>.</summary>
    public static string From(Owner owner)
    {
        StringBuilder name = new($"{Prefix}{owner.Lineage}-");
        foreach (char character in owner.Cluster)
        {
            _ =
                char.IsAsciiLetterOrDigit(character) || character == '-'
                    ? name.Append(character)
                    : name.Append(CultureInfo.InvariantCulture, $"_{(int)character:x4}");
        }

        return name.ToString();
    }

    /// <summary>Returns the owner of a namespace; null if the namespace does not belong to a cluster.</summary>
    public static Owner? ParseOwner(string namespaceName)
    {
        int start = Prefix.Length + LineageDigits;
        if (
            !namespaceName.StartsWith(Prefix, StringComparison.Ordinal)
            || namespaceName.Length < start + 2
            || namespaceName[start] != '-'
            || Unescape(namespaceName[(start + 1)..]) is not { } cluster
        )
        {
            return null;
        }

        return
            Owner.TryParse($"scalewright:{namespaceName[Prefix.Length..start]}:{cluster}", out Owner? owner) && From(owner) == namespaceName
            ? owner
            : null;
    }

    private static string? Unescape(string text)
    {
        StringBuilder plain = new();
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] != '_')
            {
                plain.Append(text[index]);
                continue;
            }

            if (
                index + EscapeDigits >= text.Length
                || !ushort.TryParse(
                    text.AsSpan(index + 1, EscapeDigits),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out ushort character
                )
            )
            {
                return null;
            }

            plain.Append((char)character);
            index += EscapeDigits;
        }

        return plain.ToString();
    }
}
