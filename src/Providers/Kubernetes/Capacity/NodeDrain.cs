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
        long begun = options.Clock.GetTimestamp();
        ValueList<V1Pod> there = [.. (await pods.ListAsync(machine, cancellationToken)).Where(IsMoved)];
        CheckLosses(there);

        // A machine that was already cordoned stays cordoned, regardless of the outcome.
        bool tookPods = (await pods.FindMachineAsync(machine, cancellationToken))?.Spec?.Unschedulable != true;
        await CordonAsync(machine, isCordoned: true, cancellationToken);
        (string policy, V1Pod[] going) =
            await OrOpenAgainAsync(machine, tookPods, () => LookAgainAsync(machine, cancellationToken));
        using CancellationTokenSource late = new(drain.Timeout, options.Clock);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using SemaphoreSlim calls = new(options.MaxConcurrency);
        Dictionary<string, string> held = new(StringComparer.Ordinal);
        try
        {
            await Task.WhenAll(
                going.Select(pod => EndAsync(pod, policy, held, calls, either.Token, cancellationToken)));
        }
        catch (ApiException refused)
        {
            // Some pods may have been evicted already. Accepting new pods would defeat the purpose of the drain.
            throw Left(machine, KubernetesProblems.Exception(refused));
        }

        TimeSpan duration = options.Clock.GetElapsedTime(begun);
        KubernetesLog.NodeDrained(logger, machine, duration, going.Length - held.Count, held.Count);
        return held.Count == 0
            ? [.. going.Select(NameOf)]
            : throw new ProviderException(
                KubernetesProblems.Provider, [.. held.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                    .Select(entry => KubernetesProblems.Held(entry.Key, entry.Value, machine))]);
    }

    public async Task<V1Node> CordonAsync(string machine, bool isCordoned, CancellationToken cancellationToken)
    {
        V1NodePatch patch = new() { Spec = new V1NodeSpec { Unschedulable = isCordoned } };
        V1Node changed = await client.CallAsync(HttpMethod.Patch, $"api/v1/nodes/{Uri.EscapeDataString(machine)}",
            ApiBody.Of(patch, KubernetesJson.Default.V1NodePatch, "application/merge-patch+json"),
            KubernetesJson.Default.V1Node, cancellationToken);
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

    private static string NameOf(V1Pod pod) => $"{pod.Metadata?.Namespace}/{pod.Metadata?.Name}";

    private static bool IsEnded(V1Pod pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    private static string? ControllerOf(V1Pod pod) =>
        pod.Metadata?.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true)?.Kind;

    /// <summary>Returns true if the drain evicts the pod: it is neither a daemon set pod nor a static pod.</summary>
    private static bool IsMoved(V1Pod pod) =>
        ControllerOf(pod) != "DaemonSet" && pod.Metadata?.Annotations?.ContainsKey(MirrorMark) != true;

    private void CheckLosses(IEnumerable<V1Pod> going)
    {
        V1Pod[] running = [.. going.Where(pod => !IsEnded(pod))];
        V1Pod[] unmanaged = drain.Force ? [] : [.. running.Where(pod => ControllerOf(pod) is null)];
        V1Pod[] keeping = drain.DeleteEmptyDirData
            ? []
            : [.. running.Where(pod => pod.Spec?.Volumes?.Any(volume => volume.EmptyDir is not null) == true)];
        if (unmanaged.Length + keeping.Length > 0)
        {
            throw new ProviderException(KubernetesProblems.Provider, [.. unmanaged.Select(NameOf)
                .Select(KubernetesProblems.Unmanaged), .. keeping.Select(NameOf).Select(KubernetesProblems.KeepsData)]);
        }
    }

    private static ProviderException Left(string machine, ProviderException failure) =>
        new(KubernetesProblems.Provider, [.. failure.Problems, KubernetesProblems.LeftCordoned(machine)], failure)
        {
            IsTransient = failure.IsTransient,
            RetryAfter = failure.RetryAfter,
        };

    /// <summary>
    /// Lists the pods again, because more pods may have been scheduled before the machine was cordoned.
    /// </summary>
    private async Task<(string Policy, V1Pod[] Going)> LookAgainAsync(
        string machine, CancellationToken cancellationToken)
    {
        string policy = await PolicyAsync(cancellationToken);
        V1Pod[] going = [.. (await pods.ListAsync(machine, cancellationToken)).Where(IsMoved)];
        CheckLosses(going);
        return (policy, going);
    }

    /// <summary>
    /// Runs a check before the first eviction. If it fails, uncordons the machine unless it was already cordoned.
    /// </summary>
    private async Task<T> OrOpenAgainAsync<T>(string machine, bool tookPods, Func<Task<T>> look)
    {
        try
        {
            return await look();
        }
        catch (Exception failure) when (tookPods
            && failure is ApiException or ProviderException or OperationCanceledException)
        {
            try
            {
                await CordonAsync(machine, isCordoned: false, CancellationToken.None);
            }
            catch (ApiException stuck)
            {
                ProviderException first =
                    failure as ProviderException ?? KubernetesProblems.Exception(failure as ApiException ?? stuck);
                throw Left(machine, first);
            }

            throw;
        }
    }

    /// <summary>Retries the eviction until it is allowed, and then waits until the pod no longer exists.</summary>
    private async Task EndAsync(V1Pod pod, string policy, Dictionary<string, string> held, SemaphoreSlim calls,
        CancellationToken late, CancellationToken cancellationToken)
    {
        string why = "the cluster did not respond to the eviction request";
        try
        {
            while (true)
            {
                try
                {
                    if (await LimitedAsync(calls, () => EvictAsync(pod, policy, late), late))
                    {
                        why = "its eviction was requested, and it has not ended";
                        break;
                    }
                }
                catch (ApiException refused) when (refused.IsPassing || refused.Status == 409)
                {
                    why = TextEscaping.Escape(refused.Message);
                    TimeSpan pause =
                        refused.RetryAfter is { } asked && asked > TimeSpan.Zero ? asked : drain.EvictionRetryDelay;
                    (string name, string reason) = (NameOf(pod), refused.LogReason);
                    KubernetesLog.EvictionBlocked(logger, name, pause, reason);
                    await Task.Delay(pause, options.Clock, late);
                }
            }

            while (await LimitedAsync(calls, () => pods.IsThereAsync(pod, late), late))
            {
                await Task.Delay(LookPause, options.Clock, late);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            lock (held)
            {
                held[NameOf(pod)] = why;
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
        Eviction eviction = new()
        {
            ApiVersion = policy,
            Metadata = new V1ObjectMeta { Name = pod.Metadata?.Name, Namespace = pod.Metadata?.Namespace },
            DeleteOptions = new DeleteRequest { Preconditions = new DeletePreconditions { Uid = pod.Metadata?.Uid } },
        };
        try
        {
            await client.CallAsync(HttpMethod.Post, $"{ClusterPods.PathOf(pod)}/eviction", ApiBody.Of(
                eviction, KubernetesJson.Default.Eviction), KubernetesJson.Default.V1Status, cancellationToken);
        }
        catch (ApiException gone) when (gone.Status == 404)
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
