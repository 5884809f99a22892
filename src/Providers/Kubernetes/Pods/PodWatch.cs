using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>Follows the pods of an owner: what there is, anew after each change. A connection that breaks is opened again where it stopped; what is too old is listed anew.</summary>
/// <param name="options">How long pauses and watches are.</param>
/// <param name="chance">Draws how long a watch lasts.</param>
internal sealed class PodWatch(ApiClient client, PodShelf shelf, KubernetesProviderOptions options, Random chance, ILogger logger)
{
    private const int FailuresMax = 10;
    private const int Gone = 410;
    private const int LineBytesMax = 32 * 1024 * 1024;
    private static readonly TimeSpan SoonMax = TimeSpan.FromSeconds(2);
    private static readonly ApiException Ended = new(0, "", "the watch ended at once");

    public async IAsyncEnumerable<ValueList<Resource>> FollowAsync(Owner? owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        WatchFailures failures = new();
        while (true)
        {
            (ValueList<Pod> pods, string version) = await ListAsync(owner, cancellationToken);
            PodPicture picture = new(pods, version, options.CloudLabel);
            yield return picture.ToResources();
            while (!picture.IsStale)
            {
                await using IAsyncEnumerator<PodChange> lines = ReadAsync(owner, picture.Version, cancellationToken).GetAsyncEnumerator(cancellationToken);
                ApiException? failure = Ended;
                long begun = options.Clock.GetTimestamp();
                while (true)
                {
                    (bool isMore, ApiException? broken) = await NextAsync(lines);
                    failure = broken ?? failure;
                    if (!isMore)
                    {
                        break;
                    }

                    // A watch that said something may end whenever it likes.
                    failure = null;
                    failures.Forget();
                    if (picture.Take(lines.Current))
                    {
                        yield return picture.ToResources();
                    }
                }

                // One in which nothing happened ends in its time, too, or when something between here and the server finds it idle.
                bool isOver = failure == Ended && options.Clock.GetElapsedTime(begun) >= (options.WatchTimeout < SoonMax ? options.WatchTimeout : SoonMax);
                if (isOver)
                {
                    failures.Forget();
                }
                else if (failure is not null)
                {
                    await RestAsync(failure, failures, picture, cancellationToken);
                }
            }
        }
    }

    private static async Task<(bool IsMore, ApiException? Failure)> NextAsync(IAsyncEnumerator<PodChange> lines)
    {
        try
        {
            return (await lines.MoveNextAsync(), null);
        }
        catch (ApiException failure)
        {
            return (false, failure);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException)
        {
            return (false, new ApiException(0, "", AddressText.WithoutPasswords(broken.Message), AddressText.WithoutPasswords(broken)));
        }
    }

    /// <summary>What a line says that ends a watch.</summary>
    private static ApiException FailureOf(WatchLine line)
    {
        StatusAnswer? said = line.Object.ValueKind == JsonValueKind.Object ? line.Object.Deserialize(KubernetesJson.Default.StatusAnswer) : null;
        return new ApiException(said?.Code ?? 500, said?.Reason ?? "", said?.Message ?? "the watch failed") { IsWithinAnswer = true };
    }

    /// <exception cref="ApiException">It ends the watch, or its object is no pod.</exception>
    private static PodChange ChangeOf(WatchLine line) => line.Type switch
    {
        "ERROR" => throw FailureOf(line),

        // Its object has a version and nothing else.
        "BOOKMARK" => new PodChange(line.Type, new Pod { Metadata = new ObjectMeta { ResourceVersion = VersionOf(line.Object) } }),
        _ => new PodChange(line.Type, ObjectReading.Read(line.Object, "Pod", KubernetesJson.Default.Pod)),
    };

    private static string? VersionOf(JsonElement one) =>
        one.ValueKind == JsonValueKind.Object && one.TryGetProperty("metadata", out JsonElement meta) && meta.ValueKind == JsonValueKind.Object
        && meta.TryGetProperty("resourceVersion", out JsonElement version) && version.ValueKind == JsonValueKind.String ? version.GetString() : null;

    private async Task<(ValueList<Pod> Pods, string Version)> ListAsync(Owner? owner, CancellationToken cancellationToken)
    {
        try
        {
            return await shelf.ListAsync(owner, cancellationToken);
        }
        catch (ApiException failure)
        {
            throw KubernetesProblems.Exception(failure);
        }
    }

    /// <exception cref="ProviderException">It has failed too often, or is refused for good.</exception>
    private async Task RestAsync(ApiException failure, WatchFailures failures, PodPicture picture, CancellationToken cancellationToken)
    {
        int count = failures.Count(failure.Status == Gone);
        TimeSpan pause = client.PauseAfter(failure, count);
        if (failure.Status == Gone)
        {
            // A server that can list answers every time: only the pause keeps it from being asked without end.
            KubernetesLog.WatchBehind(logger);
            picture.Discard();
        }
        else if (!failure.IsPassing || count > FailuresMax)
        {
            throw KubernetesProblems.Exception(failure);
        }
        else
        {
            string reason = failure == Ended ? failure.Message : failure.LogReason;
            KubernetesLog.WatchBroke(logger, pause, count, reason);
        }

        await Task.Delay(pause, options.Clock, cancellationToken);
    }

    private async IAsyncEnumerable<PodChange> ReadAsync(Owner? owner, string version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // As client-go does it (tools/cache, Reflector): watches that began together do not end together.
        TimeSpan lasting = TimeSpan.FromSeconds(Math.Floor(options.WatchTimeout.TotalSeconds * (1 + chance.NextDouble())));
        string query = string.Create(CultureInfo.InvariantCulture, $"watch=true&allowWatchBookmarks=true&timeoutSeconds={lasting.TotalSeconds:0}");
        string path = $"{shelf.Path}?{query}&resourceVersion={Uri.EscapeDataString(version)}&labelSelector={Uri.EscapeDataString(PodMarks.Selector(owner))}";
        using CancellationTokenSource late = new(options.CallTimeout, options.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using HttpResponseMessage response = await OpenAsync(path, either.Token, cancellationToken);
        late.CancelAfter(lasting + options.CallTimeout);
        await using Stream body = await response.Content.ReadAsStreamAsync(either.Token);
        LineReader lines = new(body, LineBytesMax);
        while (await ReadLineAsync(lines, either.Token, cancellationToken) is { } line)
        {
            if (line.Length > 0 && JsonSerializer.Deserialize(line.Span, KubernetesJson.Default.WatchLine) is { } read)
            {
                yield return ChangeOf(read);
            }
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            return await client.OpenAsync(path, either);
        }
        catch (OperationCanceledException silence) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(0, "", string.Create(CultureInfo.InvariantCulture, $"no watch began within {options.CallTimeout.TotalSeconds:0.###} s"), silence);
        }
    }

    /// <returns>Null: the watch is over, or its time and more has gone by.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadLineAsync(LineReader lines, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadAsync(either);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>What a line of a watch says.</summary>
/// <param name="Type">What became of the pod: <c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>; <c>BOOKMARK</c>: nothing, but its version counts.</param>
internal sealed record PodChange(string? Type, Pod Pod);

/// <summary>Failures of a watch in a row. What was too old is counted apart: it says nothing of whether the server works, and never ends the following.</summary>
internal sealed class WatchFailures
{
    private int _behind;
    private int _others;

    /// <summary>Counts one.</summary>
    /// <param name="isBehind">Whether what was known had become too old (410).</param>
    /// <returns>How many of its sort there were in a row, 1 or more.</returns>
    public int Count(bool isBehind) => isBehind ? ++_behind : ++_others;

    /// <summary>The watch works.</summary>
    public void Forget() => (_behind, _others) = (0, 0);
}
