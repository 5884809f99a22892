using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Drains a machine within disruption budgets, as <c>kubectl drain</c> does.</summary>
internal sealed class NodeDrain(
    ApiClient client, ClusterPods pods, KubernetesOptions options, DrainOptions drain, ILogger logger)
{
    // Annotation of static pods, which the kubelet manages without the API server.
    private const string MirrorMark = "kubernetes.io/config.mirror";

    // Kubernetes 1.22 supports evictions in policy/v1; earlier releases support only v1beta1.
    private const int NewPolicyMinor = 22;
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);

    /// <returns>The evicted pods, as NAMESPACE/NAME.</returns>
    /// <exception cref="ProviderException">Pods would be lost, or did not end in time.</exception>
    public async Task<ValueList<string>> RunAsync(string machine, CancellationToken cancellationToken)
    {
        long start = options.Clock.GetTimestamp();
        ValueList<V1Pod> existing = [.. (await pods.ListAsync(machine, cancellationToken)).Where(IsMoved)];
        CheckLosses(existing);

        // A machine that was already cordoned stays cordoned, regardless of the outcome.
        bool wasOpen = (await pods.FindMachineAsync(machine, cancellationToken))?.Spec?.Unschedulable != true;
        await CordonAsync(machine, isCordoned: true, cancellationToken);
        (string policy, V1Pod[] evicted) =
            await OrOpenAgainAsync(machine, wasOpen, () => ListAgainAsync(machine, cancellationToken));
        using CancellationTokenSource timeout = new(drain.Timeout, options.Clock);
        using CancellationTokenSource linked =
            CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using SemaphoreSlim calls = new(options.MaxConcurrency);
        Dictionary<string, string> blocked = new(StringComparer.Ordinal);
        try
        {
            await Task.WhenAll(
                evicted.Select(pod => EndAsync(pod, policy, blocked, calls, linked.Token, cancellationToken)));
        }
        catch (ApiException failure)
        {
            // Some pods may have been evicted already. Accepting new pods would defeat the purpose of the drain.
            throw LeftCordoned(machine, KubernetesProblems.Exception(failure));
        }

        TimeSpan duration = options.Clock.GetElapsedTime(start);
        KubernetesLog.NodeDrained(logger, machine, duration, evicted.Length - blocked.Count, blocked.Count);
        return blocked.Count == 0
            ? [.. evicted.Select(GetName)]
            : throw new ProviderException(
                KubernetesProblems.Provider, [.. blocked.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                    .Select(entry => KubernetesProblems.Held(entry.Key, entry.Value, machine))]);
    }

    public async Task<V1Node> CordonAsync(string machine, bool isCordoned, CancellationToken cancellationToken)
    {
        V1Node patch = new() { Spec = new V1NodeSpec { Unschedulable = isCordoned } };
        V1Node changed = await client.CallAsync<V1Node>(
            HttpMethod.Patch, $"api/v1/nodes/{Uri.EscapeDataString(machine)}",
            ApiClient.ToBody(patch, "application/merge-patch+json"), cancellationToken);
        if (isCordoned)
        {
            KubernetesLog.NodeCordoned(logger, machine);
        }
        else
        {
            KubernetesLog.NodeUncordoned(logger, machine);
        }

        return changed;
    }

    private static string GetName(V1Pod pod) => $"{pod.Metadata?.NamespaceProperty}/{pod.Metadata?.Name}";

    private static bool IsEnded(V1Pod pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    private static string? GetController(V1Pod pod) =>
        pod.Metadata?.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true)?.Kind;

    /// <summary>Returns true if the drain evicts the pod: it is neither a daemon set pod nor a static pod.</summary>
    private static bool IsMoved(V1Pod pod) =>
        GetController(pod) != "DaemonSet" && pod.Metadata?.Annotations?.ContainsKey(MirrorMark) != true;

    private void CheckLosses(IEnumerable<V1Pod> evicted)
    {
        V1Pod[] running = [.. evicted.Where(pod => !IsEnded(pod))];
        V1Pod[] unmanaged = drain.Force ? [] : [.. running.Where(pod => GetController(pod) is null)];
        V1Pod[] keeping = drain.DeleteEmptyDirData
            ? []
            : [.. running.Where(pod => pod.Spec?.Volumes?.Any(volume => volume.EmptyDir is not null) == true)];
        if (unmanaged.Length + keeping.Length > 0)
        {
            throw new ProviderException(KubernetesProblems.Provider, [.. unmanaged.Select(GetName)
                .Select(KubernetesProblems.Unmanaged), .. keeping.Select(GetName)
                    .Select(KubernetesProblems.KeepsData)]);
        }
    }

    private static ProviderException LeftCordoned(string machine, ProviderException failure) =>
        new(KubernetesProblems.Provider, [.. failure.Problems, KubernetesProblems.LeftCordoned(machine)], failure)
        {
            IsTransient = failure.IsTransient,
            RetryAfter = failure.RetryAfter,
        };

    /// <summary>
    /// Lists the pods again, because more pods may have been scheduled before the machine was cordoned.
    /// </summary>
    private async Task<(string Policy, V1Pod[] Going)> ListAgainAsync(
        string machine, CancellationToken cancellationToken)
    {
        string policy = await PolicyAsync(cancellationToken);
        V1Pod[] evicted = [.. (await pods.ListAsync(machine, cancellationToken)).Where(IsMoved)];
        CheckLosses(evicted);
        return (policy, evicted);
    }

    /// <summary>
    /// Runs a check before the first eviction. If it fails, uncordons the machine unless it was already cordoned.
    /// </summary>
    private async Task<T> OrOpenAgainAsync<T>(string machine, bool wasOpen, Func<Task<T>> check)
    {
        try
        {
            return await check();
        }
        catch (Exception failure) when (wasOpen
            && failure is ApiException or ProviderException or OperationCanceledException)
        {
            try
            {
                await CordonAsync(machine, isCordoned: false, CancellationToken.None);
            }
            catch (ApiException exception)
            {
                ProviderException first =
                    failure as ProviderException ?? KubernetesProblems.Exception(failure as ApiException ?? exception);
                throw LeftCordoned(machine, first);
            }

            throw;
        }
    }

    /// <summary>Retries the eviction until it is allowed, and then waits until the pod no longer exists.</summary>
    private async Task EndAsync(V1Pod pod, string policy, Dictionary<string, string> blocked, SemaphoreSlim calls,
        CancellationToken timeout, CancellationToken cancellationToken)
    {
        string status = "the cluster did not respond to the eviction request";
        try
        {
            while (true)
            {
                try
                {
                    if (await LimitedAsync(calls, () => EvictAsync(pod, policy, timeout), timeout))
                    {
                        status = "its eviction was requested, and it has not ended";
                        break;
                    }
                }
                catch (ApiException failure) when (failure.IsPassing || failure.Status == 409)
                {
                    status = TextEscaping.Escape(failure.Message);
                    TimeSpan pause =
                        failure.RetryAfter is { } delay && delay > TimeSpan.Zero ? delay : drain.EvictionRetryDelay;
                    (string name, string reason) = (GetName(pod), failure.LogReason);
                    KubernetesLog.EvictionBlocked(logger, name, pause, reason);
                    await Task.Delay(pause, options.Clock, timeout);
                }
            }

            while (await LimitedAsync(calls, () => pods.IsThereAsync(pod, timeout), timeout))
            {
                await Task.Delay(LookPause, options.Clock, timeout);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            lock (blocked)
            {
                blocked[GetName(pod)] = status;
            }
        }
    }

    private static async Task<bool> LimitedAsync(
        SemaphoreSlim calls, Func<Task<bool>> call, CancellationToken cancellationToken)
    {
        await calls.WaitAsync(cancellationToken);
        try
        {
            return await call();
        }
        finally
        {
            calls.Release();
        }
    }

    /// <returns>True if the eviction was accepted or the pod no longer exists.</returns>
    private async Task<bool> EvictAsync(V1Pod pod, string policy, CancellationToken cancellationToken)
    {
        V1Eviction eviction = new()
        {
            ApiVersion = policy,
            Kind = V1Eviction.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = pod.Metadata?.Name,
                NamespaceProperty = pod.Metadata?.NamespaceProperty,
            },
            DeleteOptions = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = pod.Metadata?.Uid } },
        };
        try
        {
            await client.CallAsync<V1Status>(HttpMethod.Post, $"{ClusterPods.GetPath(pod)}/eviction",
                ApiClient.ToBody(eviction), cancellationToken);
        }
        catch (ApiException failure) when (failure.Status == 404)
        {
            return true;
        }
        catch (ApiException conflict) when (conflict.Status == 409)
        {
            // The conflict is due to a new pod of the same name, which is not evicted, or to a concurrent write.
            return await pods.IsThereAsync(pod, cancellationToken)
                ? throw new ApiException(conflict.Status, conflict.Reason, conflict.Message, conflict)
                : true;
        }

        return true;
    }

    private async Task<string> PolicyAsync(CancellationToken cancellationToken) =>
        await ServerRelease.ReadMinorAsync(client, cancellationToken) < NewPolicyMinor ? "policy/v1beta1" : "policy/v1";
}
