using Microsoft.Extensions.Logging;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>Executes steps on pods. Returns failures as outcomes and throws only if access is denied.</summary>
internal sealed class PodStepExecutor(PodClient shelf, KubernetesOptions options, ILogger logger)
{
    // Kubelets also update pods, so conflicts can occur.
    private const int MaxTurns = 10;

    /// <exception cref="ProviderException">The cluster denies access.</exception>
    public async Task<StepOutcome> DoAsync(StepRequest order)
    {
        try
        {
            return order.Step switch
            {
                CreateNode create => await CreateAsync(order, create.Node),
                ChangeNode => await ChangeAsync(order),
                DestroyNode => await DestroyAsync(order),

                // Networks and groups require no requests: all pods of a cluster can reach each other, and Kubernetes
                // has no counterpart to groups.
                _ => Done(order),
            };
        }
        catch (ApiException failure) when (!failure.IsRefusal)
        {
            return OutcomeOf(order, failure);
        }
        catch (ApiException failure)
        {
            throw KubernetesProblems.Exception(failure);
        }
    }

    private StepOutcome Done(StepRequest order, V1Pod? pod = null) => new(
        order.Token,
        StepResult.Succeeded) { Resource = pod is null ? null : PodResourceMapper.ToResource(pod, options.CloudLabel) };

    private static StepOutcome Failed(StepRequest order, Problem problem, bool mayRetry = false) =>
        new(order.Token, StepResult.Failed) { Problem = problem, CanRetry = mayRetry };

    private static StepOutcome OutcomeOf(StepRequest order, ApiException failure) =>
        new(order.Token, failure.IsWithoutEffect ? StepResult.Failed : StepResult.Unknown)
        {
            Problem = KubernetesProblems.Of(failure, order.Step.Name),
            CanRetry = failure.IsWithoutEffect && failure.IsPassing,
            RetryAfter = failure.RetryAfter,
        };

    private async Task<StepOutcome> CreateAsync(StepRequest order, NodeSpec node)
    {
        if (PodPlan.ImageOf(node, options).Length == 0)
        {
            return Failed(order, KubernetesProblems.NoImage(node.Name));
        }

        try
        {
            V1Pod made = await shelf.CreateAsync(PodPlan.Of(node, order.Tag, options));
            KubernetesLog.PodCreated(logger, made.Metadata?.Name ?? "", node.Name);
            return Done(order, made);
        }
        catch (ApiException there) when (there.AlreadyExists)
        {
            return await LookAsync(order) switch
            {
                null => Failed(order, KubernetesProblems.Contended(node.Name), mayRetry: true),
                { Metadata: var meta } when PodTags.Read(meta) is not { } mark
                    || mark.Token != order.Token
                    || mark.Owner != order.Tag.Owner =>
                    Failed(order, KubernetesProblems.Foreign(node.Name, meta?.Name ?? "")),
                { Metadata.DeletionTimestamp: not null } => Failed(order, KubernetesProblems.TokenUsed(node.Name)),
                { } pod => Done(order, pod),
            };
        }
    }

    private Task<V1Pod?> LookAsync(StepRequest order) =>
        shelf.FindAsync(PodPlan.NameOf(order.Tag), CancellationToken.None);

    private Task<StepOutcome> ChangeAsync(StepRequest order) =>
        OnPodAsync(order, Failed(order, KubernetesProblems.Gone(order.Step.Name)), async pod =>
            Done(order, await shelf.PatchAsync(pod.Metadata!.Name!, new MetaPatch
            {
                Metadata = new V1ObjectMeta
                {
                    Uid = pod.Metadata.Uid,
                    ResourceVersion = pod.Metadata.ResourceVersion,
                    Annotations = PodTags.Renewed(order.Tag)
                },
            })));

    private Task<StepOutcome> DestroyAsync(StepRequest order) => OnPodAsync(order, Done(order), async pod =>
    {
        await shelf.DeleteAsync(pod);
        KubernetesLog.PodDeletionRequested(logger, pod.Metadata?.Name ?? "", order.Step.Name);
        return Done(order);
    });

    /// <summary>Reads the pod and runs an action on it. After a conflict, reads the pod again and retries.</summary>
    private async Task<StepOutcome> OnPodAsync(
        StepRequest order, StepOutcome whenGone, Func<V1Pod, Task<StepOutcome>> act)
    {
        for (int turn = 0; turn < MaxTurns; turn++)
        {
            if (await FindAsync(order) is not { } pod)
            {
                return whenGone;
            }

            if (Obstacle(order, pod) is { } obstacle)
            {
                return Failed(order, obstacle);
            }

            if (pod.Metadata?.DeletionTimestamp is not null)
            {
                return whenGone;
            }

            try
            {
                return await act(pod);
            }
            catch (ApiException gone) when (gone.IsGone)
            {
                return whenGone;
            }
            catch (ApiException changed) when (changed.Status == 409)
            {
                // The pod changed in the meantime.
            }
        }

        return Failed(order, KubernetesProblems.Contended(order.Step.Name), mayRetry: true);
    }

    private async Task<V1Pod?> FindAsync(StepRequest order)
    {
        if (order.ResourceId is not { } id)
        {
            (ValueList<V1Pod> pods, _) = await shelf.ListAsync(order.Tag.Owner, CancellationToken.None);
            return pods.FirstOrDefault(
                pod => PodTags.Read(pod.Metadata)?.Name == order.Step.Name && pod.Metadata?.DeletionTimestamp is null);
        }

        V1Pod? found = await shelf.FindAsync(id.Split('/')[0], CancellationToken.None);
        return found is not null && PodResourceMapper.IdOf(found) == id ? found : null;
    }

    private static Problem? Obstacle(StepRequest order, V1Pod pod) =>
        PodTags.Read(pod.Metadata) is { } mark && mark.Name == order.Step.Name
            ? StoredResourceTag.FromTag(mark, default).CheckRequest(order)
            : KubernetesProblems.Foreign(order.Step.Name, pod.Metadata?.Name ?? "");
}
