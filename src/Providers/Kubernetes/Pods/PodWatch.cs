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
    private static readonly TimeSpan MaxSoon = TimeSpan.FromSeconds(2);
    private static readonly ApiException Ended = new(0, "", "the watch ended at once");

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
                await using IAsyncEnumerator<PodChange> lines = ReadAsync(owner, cache.Version, cancellationToken)
                    .GetAsyncEnumerator(cancellationToken);
                ApiException? failure = Ended;
                long start = options.Clock.GetTimestamp();
                while (true)
                {
                    (bool hasNext, ApiException? exception) = await ReadNextAsync(lines);
                    failure = exception ?? failure;
                    if (exception is { Status: 0 })
                    {
                        client.MarkBroken();
                    }

                    if (!hasNext)
                    {
                        break;
                    }

                    // After an event was received, the end of the watch is not a failure.
                    failure = null;
                    failures.Forget();
                    if (cache.Apply(lines.Current))
                    {
                        yield return cache.ToResources();
                    }
                }

                // An idle watch also ends on schedule, or when a proxy closes the idle connection.
                bool isExpired =
                    failure == Ended
                    && options.Clock.GetElapsedTime(start) >= (options.WatchTimeout < MaxSoon ? options.WatchTimeout : MaxSoon);
                if (isExpired)
                {
                    failures.Forget();
                }
                else if (failure is not null)
                {
                    await WaitAfterFailureAsync(failure, failures, cache, cancellationToken);
                }
            }
        }
    }

    private static async Task<(bool IsMore, ApiException? Failure)> ReadNextAsync(IAsyncEnumerator<PodChange> lines)
    {
        try
        {
            return (await lines.MoveNextAsync(), null);
        }
        catch (ApiException exception)
        {
            return (false, exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or JsonException)
        {
            return (
                false,
                new ApiException(0, "", UriRedactor.WithoutPasswords(exception.Message), UriRedactor.WithoutPasswords(exception))
            );
        }
    }

    private static ApiException ReadFailure(WatchEvent line)
    {
        V1Status? status =
            line.Object.ValueKind == JsonValueKind.Object ? line.Object.Deserialize(KubernetesJson.GetType<V1Status>()) : null;
        return new ApiException(status?.Code ?? 500, status?.Reason ?? "", status?.Message ?? "the watch failed") { IsWithinAnswer = true };
    }

    private static PodChange ReadChange(WatchEvent line) =>
        line.Type switch
        {
            "ERROR" => throw ReadFailure(line),

            // The object of a bookmark contains only a version.
            "BOOKMARK" => new PodChange(
                line.Type,
                new V1Pod { Metadata = new V1ObjectMeta { ResourceVersion = ReadVersion(line.Object) } }
            ),
            _ => new PodChange(line.Type, ListObjectReader.Read<V1Pod>(line.Object, V1Pod.KubeKind)),
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
        int count = failures.Count(failure.Status == Gone);
        TimeSpan pause = client.PauseAfter(failure, count);
        if (failure.Status == Gone)
        {
            // The server responds to each list request, so only the delay prevents a busy loop.
            KubernetesLog.WatchExpired(logger);
            cache.Discard();
        }
        else if (!failure.IsPassing || count > MaxFailures)
        {
            throw KubernetesProblems.Exception(failure);
        }
        else
        {
            string reason = failure == Ended ? failure.Message : failure.LogReason;
            KubernetesLog.WatchFailed(logger, pause, count, reason);
        }

        await Task.Delay(pause, options.Clock, cancellationToken);
    }

    private async IAsyncEnumerable<PodChange> ReadAsync(
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
            if (line.Length > 0 && JsonSerializer.Deserialize(line.Span, KubernetesJson.GetType<WatchEvent>()) is { } read)
            {
                yield return ReadChange(read);
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

/// <summary>A line of a watch.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>; <c>BOOKMARK</c> contains only a version.</param>
internal sealed record PodChange(string? Type, V1Pod Pod);

/// <summary>
/// Counts consecutive failures of a watch. Expired versions are counted separately, because the server works in this
/// case.
/// </summary>
internal sealed class WatchFailures
{
    private int _behind;
    private int _otherCount;

    /// <param name="isBehind">True if the known version had expired (410).</param>
    /// <returns>Number of consecutive failures of this kind, 1 or more.</returns>
    public int Count(bool isBehind) => isBehind ? ++_behind : ++_otherCount;

    public void Forget() => (_behind, _otherCount) = (0, 0);
}
