using Microsoft.Extensions.Logging;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>Executes steps on pods. Returns failures as outcomes and throws only if all requests fail, for
/// example because access is denied.</summary>
internal sealed class PodStepExecutor(PodClient client, KubernetesOptions options, ILogger logger)
{
    // Kubelets also update pods, so conflicts can occur.
    private const int MaxAttempts = 10;

    /// <exception cref="ProviderException">The cluster denies access, its certificate is rejected, or the namespace
    /// does not exist.</exception>
    public async Task<StepOutcome> ExecuteAsync(StepRequest request)
    {
        try
        {
            return request.Step switch
            {
                CreateNode create => await CreateAsync(request, create.Node),
                ChangeNode => await ChangeAsync(request),
                DestroyNode => await DestroyAsync(request),

                // Networks and groups require no requests: all pods of a cluster can reach each other, and Kubernetes
                // has no counterpart to groups.
                _ => Succeeded(request),
            };
        }
        catch (ApiException exception) when (!exception.IsForAllRequests)
        {
            return CreateOutcome(request, exception);
        }
        catch (ApiException exception)
        {
            throw KubernetesProblems.Exception(exception);
        }
    }

    private StepOutcome Succeeded(StepRequest request, V1Pod? pod = null) =>
        new(request.Token, StepResult.Succeeded) { Resource = pod is null ? null : PodResourceMapper.ToResource(pod, options) };

    private static StepOutcome Failed(StepRequest request, Problem problem, bool canRetry = false) =>
        new(request.Token, StepResult.Failed) { Problem = problem, CanRetry = canRetry };

    private static StepOutcome CreateOutcome(StepRequest request, ApiException failure) =>
        new(request.Token, failure.IsWithoutEffect ? StepResult.Failed : StepResult.Unknown)
        {
            Problem = KubernetesProblems.From(failure, request.Step.Name),
            CanRetry = failure.IsWithoutEffect && failure.IsTransient,
            RetryAfter = failure.RetryAfter,
        };

    private async Task<StepOutcome> CreateAsync(StepRequest request, NodeSpec node)
    {
        if (PodPlan.GetImage(node, options).Length == 0)
        {
            return Failed(request, KubernetesProblems.NoImage(node.Name));
        }

        try
        {
            V1Pod created = await client.CreateAsync(PodPlan.CreatePod(node, request.Tag, options));
            KubernetesLog.PodCreated(logger, created.Metadata?.Name ?? "", node.Name);
            return Succeeded(request, created);
        }
        catch (ApiException exception) when (exception.AlreadyExists)
        {
            return await FindPodOfTokenAsync(request) switch
            {
                null => Failed(request, KubernetesProblems.Contended(node.Name), canRetry: true),
                { Metadata: var meta }
                    when PodTags.Read(meta) is not { } tag || tag.Token != request.Token || tag.Owner != request.Tag.Owner => Failed(
                    request,
                    KubernetesProblems.OtherOwner(node.Name, meta?.Name ?? "")
                ),
                { Metadata.DeletionTimestamp: not null } => Failed(request, KubernetesProblems.TokenUsed(node.Name)),
                { } pod => Succeeded(request, pod),
            };
        }
    }

    private Task<V1Pod?> FindPodOfTokenAsync(StepRequest request) => client.FindAsync(PodPlan.GetName(request.Tag), CancellationToken.None);

    private Task<StepOutcome> ChangeAsync(StepRequest request) =>
        ApplyToPodAsync(request, Failed(request, KubernetesProblems.NotFound(request.Step.Name)), async pod => Succeeded(
                request,
                await client.PatchAsync(
                    pod.Metadata!.Name!,
                    new V1Pod
                    {
                        Metadata = new V1ObjectMeta
                        {
                            Uid = pod.Metadata.Uid,
                            ResourceVersion = pod.Metadata.ResourceVersion,
                            Annotations = PodTags.Renewed(request.Tag),
                        },
                    }
                )
            ));

    private Task<StepOutcome> DestroyAsync(StepRequest request) => ApplyToPodAsync(request, Succeeded(request), async pod =>
        {
            await client.DeleteAsync(pod);
            KubernetesLog.PodDeletionRequested(logger, pod.Metadata?.Name ?? "", request.Step.Name);
            return Succeeded(request);
        });

    /// <summary>Returns a problem if the pod is not tagged as this node, or if its tag rejects the request.</summary>
    private static Problem? FindObstacle(StepRequest request, V1Pod pod) =>
        PodTags.Read(pod.Metadata) is { } tag && tag.Name == request.Step.Name
            ? StoredResourceTag.FromTag(tag, default).CheckRequest(request)
            : KubernetesProblems.OtherOwner(request.Step.Name, pod.Metadata?.Name ?? "");

    /// <summary>Reads the pod and runs an action on it. After a conflict, reads the pod again and retries.</summary>
    private async Task<StepOutcome> ApplyToPodAsync(
        StepRequest request,
        StepOutcome outcomeIfMissing,
        Func<V1Pod, Task<StepOutcome>> action
    )
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await FindAsync(request) is not { } pod)
            {
                return outcomeIfMissing;
            }

            if (FindObstacle(request, pod) is { } obstacle)
            {
                return Failed(request, obstacle);
            }

            if (pod.Metadata?.DeletionTimestamp is not null)
            {
                return outcomeIfMissing;
            }

            try
            {
                return await action(pod);
            }
            catch (ApiException exception) when (exception.IsPodNotFound)
            {
                return outcomeIfMissing;
            }
            catch (ApiException exception) when (exception.Status == 409)
            {
                // The pod changed in the meantime.
            }
        }

        return Failed(request, KubernetesProblems.Contended(request.Step.Name), canRetry: true);
    }

    private async Task<V1Pod?> FindAsync(StepRequest request)
    {
        if (request.ResourceId is not { } id)
        {
            (ValueList<V1Pod> pods, _) = await client.ListAsync(request.Tag.Owner, CancellationToken.None);
            return pods.FirstOrDefault(pod =>
                PodTags.Read(pod.Metadata)?.Name == request.Step.Name && pod.Metadata?.DeletionTimestamp is null
            );
        }

        V1Pod? pod = await client.FindAsync(id.Split('/')[0], CancellationToken.None);
        return pod is not null && PodResourceMapper.GetId(pod) == id ? pod : null;
    }
}
