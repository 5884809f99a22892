using Microsoft.Extensions.Logging;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>Executes steps on pods. Failures are outcomes; only denied access throws.</summary>
internal sealed class PodOrders(PodShelf shelf, KubernetesProviderOptions options, ILogger logger)
{
    // Kubelets also write to pods. After a conflict, the pod is read again.
    private const int TurnsMax = 10;

    /// <exception cref="ProviderException">The cluster denies access.</exception>
    public async Task<StepOutcome> DoAsync(StepOrder order)
    {
        try
        {
            return order.Step switch
            {
                CreateNode create => await CreateAsync(order, create.Node),
                ChangeNode => await ChangeAsync(order),
                DestroyNode => await DestroyAsync(order),

                // Pods of a cluster reach each other, and groups have no counterpart.
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

    private StepOutcome Done(StepOrder order, Pod? pod = null) => new(order.Token, StepResult.Done) { Resource = pod is null ? null : PodView.ToResource(pod, options.CloudLabel) };

    private static StepOutcome Failed(StepOrder order, Problem problem, bool mayRetry = false) => new(order.Token, StepResult.Failed) { Problem = problem, MayRetry = mayRetry };

    private static StepOutcome OutcomeOf(StepOrder order, ApiException failure) => new(order.Token, failure.IsWithoutEffect ? StepResult.Failed : StepResult.Unknown)
    {
        Problem = KubernetesProblems.Of(failure, order.Step.Name),
        MayRetry = failure.IsWithoutEffect && failure.IsPassing,
        RetryAfter = failure.RetryAfter,
    };

    private async Task<StepOutcome> CreateAsync(StepOrder order, NodeSpec node)
    {
        if (PodPlan.ImageOf(node, options).Length == 0)
        {
            return Failed(order, KubernetesProblems.NoImage(node.Name));
        }

        try
        {
            Pod made = await shelf.CreateAsync(PodPlan.Of(node, order.Tag, options));
            KubernetesLog.Made(logger, made.Metadata?.Name ?? "", node.Name);
            return Done(order, made);
        }
        catch (ApiException there) when (there.AlreadyExists)
        {
            return await LookAsync(order) switch
            {
                null => Failed(order, KubernetesProblems.Contended(node.Name), mayRetry: true),
                { Metadata: var meta } when PodMarks.Read(meta) is not { } mark || mark.Token != order.Token || mark.Owner != order.Tag.Owner => Failed(order, KubernetesProblems.Foreign(node.Name, meta?.Name ?? "")),
                { Metadata.DeletionTimestamp: not null } => Failed(order, KubernetesProblems.TokenUsed(node.Name)),
                { } pod => Done(order, pod),
            };
        }
    }

    private Task<Pod?> LookAsync(StepOrder order) => shelf.FindAsync(PodPlan.NameOf(order.Tag), CancellationToken.None);

    private Task<StepOutcome> ChangeAsync(StepOrder order) => OnPodAsync(order, Failed(order, KubernetesProblems.Gone(order.Step.Name)), async pod =>
        Done(order, await shelf.PatchAsync(pod.Metadata!.Name!, new MetaPatch
        {
            Metadata = new ObjectMeta { Uid = pod.Metadata.Uid, ResourceVersion = pod.Metadata.ResourceVersion, Annotations = PodMarks.Renewed(order.Tag) },
        })));

    private Task<StepOutcome> DestroyAsync(StepOrder order) => OnPodAsync(order, Done(order), async pod =>
    {
        await shelf.DeleteAsync(pod);
        KubernetesLog.Removed(logger, pod.Metadata?.Name ?? "", order.Step.Name);
        return Done(order);
    });

    /// <summary>Acts on the pod as it was read. After a conflict, the pod is read again.</summary>
    private async Task<StepOutcome> OnPodAsync(StepOrder order, StepOutcome whenGone, Func<Pod, Task<StepOutcome>> act)
    {
        for (int turn = 0; turn < TurnsMax; turn++)
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

    private async Task<Pod?> FindAsync(StepOrder order)
    {
        if (order.ResourceId is not { } id)
        {
            (ValueList<Pod> pods, _) = await shelf.ListAsync(order.Tag.Owner, CancellationToken.None);
            return pods.FirstOrDefault(pod => PodMarks.Read(pod.Metadata)?.Name == order.Step.Name && pod.Metadata?.DeletionTimestamp is null);
        }

        Pod? found = await shelf.FindAsync(id.Split('/')[0], CancellationToken.None);
        return found is not null && PodView.IdOf(found) == id ? found : null;
    }

    private static Problem? Obstacle(StepOrder order, Pod pod) => PodMarks.Read(pod.Metadata) is { } mark && mark.Name == order.Step.Name
        ? ResourceMark.Of(mark, default).Refusal(order)
        : KubernetesProblems.Foreign(order.Step.Name, pod.Metadata?.Name ?? "");
}
