using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>
/// Yields a new list of pods after each change. Reopens broken connections, and lists the pods again after a 410
/// response.
/// </summary>
internal sealed class PodWatch(ApiClient client, PodClient podClient, KubernetesOptions options, Random random, ILogger logger)
{
    private const int MaxFailures = 10;
    private const int Gone = 410;
    private const int MaxLineBytes = 32 * 1024 * 1024;
    private static readonly TimeSpan MaxShortTime = TimeSpan.FromSeconds(2);
    private static readonly ApiException EndedAtOnce = new(0, "", "the watch ended at once");

    public async IAsyncEnumerable<ValueList<Resource>> FollowAsync(
        Owner? owner,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        WatchFailures failures = new();
        while (true)
        {
            (ValueList<V1Pod> pods, string version) = await ListAsync(owner, cancellationToken);
            PodCache cache = new(pods, version, options);
            yield return cache.ToResources();
            while (!cache.IsStale)
            {
                WatchConnection connection = new(options.Clock);
                await foreach (PodChange change in connection.ReadAsync(WatchAsync(owner, cache.Version, cancellationToken)))
                {
                    failures.Clear();
                    if (cache.Apply(change))
                    {
                        yield return cache.ToResources();
                    }
                }

                await HandleEndAsync(connection, failures, cache, cancellationToken);
            }
        }
    }

    private async Task HandleEndAsync(
        WatchConnection connection,
        WatchFailures failures,
        PodCache cache,
        CancellationToken cancellationToken
    )
    {
        if (connection.Failure is { Status: 0 })
        {
            client.MarkBroken();
        }

        // An idle watch also ends on schedule, or when a proxy closes the idle connection.
        TimeSpan shortTime = options.WatchTimeout < MaxShortTime ? options.WatchTimeout : MaxShortTime;
        if (connection.Failure is null && (connection.HasChanges || connection.Elapsed >= shortTime))
        {
            failures.Clear();
        }
        else
        {
            await WaitAfterFailureAsync(connection.Failure ?? EndedAtOnce, failures, cache, cancellationToken);
        }
    }

    private static ApiException ReadFailure(WatchEvent change)
    {
        V1Status? status =
            change.Object.ValueKind == JsonValueKind.Object ? change.Object.Deserialize(KubernetesJson.GetType<V1Status>()) : null;
        return new ApiException(status?.Code ?? 500, status?.Reason ?? "", status?.Message ?? "the watch failed") { IsWithinAnswer = true };
    }

    private static PodChange ReadChange(WatchEvent change) =>
        change.Type switch
        {
            "ERROR" => throw ReadFailure(change),

            // The object of a bookmark contains only a version.
            "BOOKMARK" => new PodChange(
                change.Type,
                new V1Pod { Metadata = new V1ObjectMeta { ResourceVersion = ReadVersion(change.Object) } }
            ),
            _ => new PodChange(change.Type, ListObjectReader.Read<V1Pod>(change.Object, V1Pod.KubeKind)),
        };

    private static string? ReadVersion(JsonElement pod) =>
        pod.ValueKind == JsonValueKind.Object
        && pod.TryGetProperty("metadata", out JsonElement meta)
        && meta.ValueKind == JsonValueKind.Object
        && meta.TryGetProperty("resourceVersion", out JsonElement version)
        && version.ValueKind == JsonValueKind.String
            ? version.GetString()
            : null;

    private Task<(ValueList<V1Pod> Pods, string Version)> ListAsync(Owner? owner, CancellationToken cancellationToken) =>
        KubernetesProblems.ConvertAsync(() => podClient.ListAsync(owner, cancellationToken));

    private async Task WaitAfterFailureAsync(
        ApiException failure,
        WatchFailures failures,
        PodCache cache,
        CancellationToken cancellationToken
    )
    {
        int count = failures.Add(isExpired: failure.Status == Gone);
        TimeSpan pause = client.PauseAfter(failure, count);
        if (failure.Status == Gone)
        {
            // The server responds to each list request, so only the delay prevents a busy loop.
            KubernetesLog.WatchExpired(logger);
            cache.Discard();
        }
        else if (!failure.IsTransient || count > MaxFailures)
        {
            throw KubernetesProblems.Exception(failure);
        }
        else
        {
            string reason = failure == EndedAtOnce ? failure.Message : failure.LogReason;
            KubernetesLog.WatchFailed(logger, pause, count, reason);
        }

        await Task.Delay(pause, options.Clock, cancellationToken);
    }

    private async IAsyncEnumerable<PodChange> WatchAsync(
        Owner? owner,
        string version,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // Randomized as in client-go (tools/cache, Reflector), so that watches that start at the same time do not end
        // at the same time.
        TimeSpan duration = TimeSpan.FromSeconds(Math.Floor(options.WatchTimeout.TotalSeconds * (1 + random.NextDouble())));
        string query = string.Create(
            CultureInfo.InvariantCulture,
            $"watch=true&allowWatchBookmarks=true&timeoutSeconds={duration.TotalSeconds:0}"
        );
        string path =
            $"{podClient.Path}?{query}&resourceVersion={Uri.EscapeDataString(version)}&labelSelector="
            + $"{Uri.EscapeDataString(PodTags.Selector(owner))}";
        using CancellationTokenSource timeout = new(options.CallTimeout, options.Clock);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using HttpResponseMessage response = await OpenAsync(path, linked.Token, cancellationToken);
        timeout.CancelAfter(duration + options.CallTimeout);
        await using Stream body = await response.Content.ReadAsStreamAsync(linked.Token);
        LineReader lines = new(body, MaxLineBytes);
        while (await ReadLineAsync(lines, linked.Token, cancellationToken) is { } line)
        {
            if (line.Length > 0 && JsonSerializer.Deserialize(line.Span, KubernetesJson.GetType<WatchEvent>()) is { } change)
            {
                yield return ReadChange(change);
            }
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken linked, CancellationToken cancellationToken)
    {
        try
        {
            return await client.OpenAsync(path, linked);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(
                0,
                "",
                string.Create(CultureInfo.InvariantCulture, $"no watch began within {options.CallTimeout.TotalSeconds:0.###} s"),
                exception
            );
        }
    }

    /// <returns>Null if the watch has ended or timed out.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadLineAsync(
        LineReader lines,
        CancellationToken linked,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await lines.ReadAsync(linked);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>Reads the changes of one connection and the failure that ended it.</summary>
internal sealed class WatchConnection(TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();

    public bool HasChanges { get; private set; }

    /// <summary>Failure that ended the connection. Null if the server ended it.</summary>
    public ApiException? Failure { get; private set; }

    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    public async IAsyncEnumerable<PodChange> ReadAsync(IAsyncEnumerable<PodChange> changes)
    {
        await using IAsyncEnumerator<PodChange> enumerator = changes.GetAsyncEnumerator();
        while (await TryMoveNextAsync(enumerator))
        {
            HasChanges = true;
            yield return enumerator.Current;
        }
    }

    // An iterator cannot yield in a try block with a catch clause.
    private async Task<bool> TryMoveNextAsync(IAsyncEnumerator<PodChange> changes)
    {
        try
        {
            return await changes.MoveNextAsync();
        }
        catch (ApiException exception)
        {
            Failure = exception;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or JsonException)
        {
            Failure = new ApiException(0, "", UriRedactor.WithoutPasswords(exception.Message), UriRedactor.WithoutPasswords(exception));
        }

        return false;
    }
}

/// <summary>A line of a watch.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>; <c>BOOKMARK</c> contains only a version.</param>
internal sealed record PodChange(string? Type, V1Pod Pod);

/// <summary>
/// Counts consecutive failures of a watch. Expired versions are counted separately, because the server works in this
/// case.
/// </summary>
internal sealed class WatchFailures
{
    private int _expiredCount;
    private int _otherCount;

    /// <param name="isExpired">True if the known version had expired (410).</param>
    /// <returns>Number of consecutive failures of this kind, 1 or more.</returns>
    public int Add(bool isExpired) => isExpired ? ++_expiredCount : ++_otherCount;

    public void Clear()
    {
        _expiredCount = 0;
        _otherCount = 0;
    }
}
