namespace Scalewright.Providers.Minimega.Places;

/// <summary>One namespace of the server. What takes several commands, such as setting a configuration and launching with it, has its turn.</summary>
internal sealed class Space(string name, MinimegaProviderOptions options, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1);
    private readonly SemaphoreSlim _turn = new(1);
    private MinimegaClient? _client;

    public string Name => name;

    /// <summary>Does several commands that no others of this program come between.</summary>
    /// <exception cref="MinimegaException">The server is not there, or refused.</exception>
    public async Task<T> InTurnAsync<T>(Func<MinimegaClient, Task<T>> work, CancellationToken cancellationToken)
    {
        MinimegaClient client = await ConnectAsync(cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await work(client);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A client whose commands go to this namespace; single commands need no turn.</summary>
    /// <exception cref="MinimegaException">The server is not there.</exception>
    public async Task<MinimegaClient> ConnectAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            MinimegaOptions how = new() { Namespace = name, CallTimeout = options.CallTimeout, Clock = options.Clock };
            return _client ??= await MinimegaClient.ConnectAsync(options.Socket, how, logger, cancellationToken);
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
        _turn.Dispose();
    }
}

/// <summary>The minimega namespace of a cluster, and back. Namespaces have letters, digits, <c>-</c> and <c>_</c>; other characters of a cluster's name become <c>_</c> and four digits.</summary>
internal static class SpaceName
{
    private const string Prefix = "sw-";
    private const int LineageDigits = 32;
    private const int EscapeDigits = 4;

    /// <summary>The namespace of a cluster: <c>sw-LINEAGE-CLUSTER</c>.</summary>
    public static string Of(Owner owner)
    {
        StringBuilder name = new($"{Prefix}{owner.Lineage}-");
        foreach (char character in owner.Cluster)
        {
            _ = char.IsAsciiLetterOrDigit(character) || character == '-'
                ? name.Append(character)
                : name.Append(CultureInfo.InvariantCulture, $"_{(int)character:x4}");
        }

        return name.ToString();
    }

    /// <summary>Whose a namespace is.</summary>
    /// <returns>Null when it is none of ours.</returns>
    public static Owner? OwnerOf(string space)
    {
        int start = Prefix.Length + LineageDigits;
        if (!space.StartsWith(Prefix, StringComparison.Ordinal) || space.Length < start + 2 || space[start] != '-' || Unescape(space[(start + 1)..]) is not { } cluster)
        {
            return null;
        }

        return Owner.TryParse($"scalewright:{space[Prefix.Length..start]}:{cluster}", out Owner? owner) && Of(owner) == space ? owner : null;
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

            if (index + EscapeDigits >= text.Length || !ushort.TryParse(text.AsSpan(index + 1, EscapeDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort character))
            {
                return null;
            }

            plain.Append((char)character);
            index += EscapeDigits;
        }

        return plain.ToString();
    }
}
