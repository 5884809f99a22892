using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Backend;

/// <summary>Executes steps. Failures are outcomes; only denied access throws.</summary>
/// <param name="client">Sends each request once: the cluster retries the step.</param>
/// <param name="retryingClient">Retries throttled requests. For an instance that is running but is not tagged yet, since a
/// retry of its step may launch another one.</param>
internal sealed class InstanceStepExecutor(
    AutoScalingOptions options,
    InstanceList list,
    AutoScalingClient client,
    AutoScalingClient retryingClient,
    ILogger logger
)
{
    private readonly RecentInstances _recent = new(options.ConsistencyWindow, options.Clock);

    // By token of the step: running instances without an ownership tag. No list of the owner ever shows them.
    private readonly ConcurrentDictionary<string, Ec2Instance> _untagged = new(StringComparer.Ordinal);

    /// <summary>Executes a step that creates or changes a resource.</summary>
    /// <exception cref="ProviderException">The service denies access.</exception>
    public async Task<StepOutcome> ExecuteAsync(StepRequest request)
    {
        try
        {
            return request.Step switch
            {
                CreateNode create => await LaunchAsync(request, create.Node),
                ChangeNode => await UpdateTagsAsync(request),

                // Networks and groups have no counterpart.
                _ => new StepOutcome(request.Token, StepResult.Succeeded),
            };
        }
        catch (AutoScalingException failure) when (failure.Error.IsRefusal)
        {
            throw Ec2Problems.Exception(failure);
        }
        catch (AutoScalingException failure)
        {
            return ChangeFailed(request, failure);
        }
    }

    /// <summary>Deletes nodes in one request.</summary>
    /// <exception cref="ProviderException">The service denies access.</exception>
    public async Task<ValueList<StepOutcome>> TerminateAsync(StepRequest[] requests)
    {
        try
        {
            Dictionary<string, Ec2Instance> listed = await ListByIdAsync(requests);
            List<StepOutcome> outcomes = [];
            List<(StepRequest Request, string Id)> targets = [];
            foreach (StepRequest request in requests)
            {
                Ec2Instance? instance = await FindInstanceAsync(request, listed);
                if (instance is null || instance.IsTerminated)
                {
                    outcomes.Add(Succeeded(request));
                }
                else if (GetObstacle(request, instance) is { } obstacle)
                {
                    outcomes.Add(Failed(request, obstacle));
                }
                else
                {
                    targets.Add((request, instance.Id));
                }
            }

            return [.. outcomes, .. await SendTerminationAsync(targets)];
        }
        catch (AutoScalingException failure) when (failure.Error.IsRefusal)
        {
            throw Ec2Problems.Exception(failure);
        }
        catch (AutoScalingException failure)
        {
            // Only reads were attempted.
            return [.. requests.Select(request => ReadFailed(request, failure))];
        }
    }

    private async Task<StepOutcome> LaunchAsync(StepRequest request, NodeSpec node)
    {
        // Some services ignore client tokens, so this process does not repeat its own launches.
        if ((_recent.FindByToken(request.Token) ?? _untagged.GetValueOrDefault(request.Token)) is { } launched)
        {
            return await ResumeLaunchAsync(request, launched);
        }

        XElement? response = await client.CallAsync("RunInstances", RunInstancesRequest.Parameters(node, request, options));
        if (response is null || Ec2Instance.ReadAll([response]).FirstOrDefault() is not { Id.Length: > 0 } instance)
        {
            return new StepOutcome(request.Token, StepResult.Unknown) { Problem = Ec2Problems.EmptyResponse(request.Step.Name) };
        }

        if (instance.IsTerminated)
        {
            return Failed(request, Ec2Problems.TokenUsed(request.Step.Name));
        }

        AutoScalingLog.Started(logger, instance.Id, request.Step.Name);
        if (instance.Tag is null)
        {
            // Services from before 2017 do not support tags in RunInstances.
            return await TagOrTerminateAsync(request, instance);
        }

        _recent.Add(instance, request.Token);
        return Succeeded(request, instance.ToResource(request.Tag));
    }

    /// <summary>Returns the outcome of an earlier request that launched an instance, and tags it if it has no tag.</summary>
    private async Task<StepOutcome> ResumeLaunchAsync(StepRequest request, Ec2Instance launched)
    {
        Ec2Instance now;
        try
        {
            now = (await list.FindAsync([launched.Id], CancellationToken.None)).GetValueOrDefault(launched.Id) ?? launched;
        }
        catch (AutoScalingException failure) when (!failure.Error.IsRefusal)
        {
            return ReadFailed(request, failure);
        }

        _untagged.TryRemove(request.Token, out _);
        if (now.IsTerminated)
        {
            return Failed(request, Ec2Problems.TokenUsed(request.Step.Name));
        }

        return (now.Tag ?? launched.Tag) is null
            ? await TagOrTerminateAsync(request, now)
            : Succeeded(request, now.ToResource(request.Tag));
    }

    private async Task<StepOutcome> UpdateTagsAsync(StepRequest request)
    {
        Ec2Instance? instance;
        try
        {
            Dictionary<string, Ec2Instance> listed = await ListByIdAsync([request]);
            instance = await FindInstanceAsync(request, listed);
        }
        catch (AutoScalingException failure) when (!failure.Error.IsRefusal)
        {
            return ReadFailed(request, failure);
        }

        if (instance is null || instance.IsTerminated)
        {
            return Failed(request, Ec2Problems.NotFound(request.Step.Name));
        }

        if (GetObstacle(request, instance) is { } obstacle)
        {
            return Failed(request, obstacle);
        }

        ValueMap<string> tags = InstanceTags.ForUpdate(request.Tag);
        await WriteTagsAsync(client, instance.Id, tags);
        Ec2Instance changed = instance.WithTags(tags);
        _recent.Update(changed);
        return Succeeded(request, changed.ToResource(changed.Tag!));
    }

    /// <summary>Tags an instance, or terminates it if that fails, since it could not be found again.</summary>
    /// <returns>Unknown if the instance continues to run without a tag. A retry of the step then tags it.</returns>
    /// <exception cref="AutoScalingException">The instance could not be tagged, and is terminated or out of reach.</exception>
    private async Task<StepOutcome> TagOrTerminateAsync(StepRequest request, Ec2Instance instance)
    {
        ValueMap<string> tags = InstanceTags.Create(request.Tag);
        try
        {
            await WriteTagsAsync(retryingClient, instance.Id, tags);
        }
        catch (AutoScalingException failure)
        {
            if (await TryTerminateAsync(instance.Id))
            {
                throw;
            }

            _untagged[request.Token] = instance;
            AutoScalingLog.Untagged(logger, instance.Id, request.Step.Name);
            if (failure.Error.IsRefusal)
            {
                throw;
            }

            return new StepOutcome(request.Token, StepResult.Unknown)
            {
                Problem = Ec2Problems.Untagged(request.Step.Name, instance, failure),
                RetryAfter = failure.RetryAfter,
            };
        }

        Ec2Instance tagged = instance.WithTags(tags);
        _recent.Add(tagged, request.Token);
        return Succeeded(request, tagged.ToResource(request.Tag));
    }

    private async Task<bool> TryTerminateAsync(string id)
    {
        try
        {
            await retryingClient.CallAsync("TerminateInstances", ValueMap<string>.Empty.With("InstanceId.1", id));
            return true;
        }
        catch (AutoScalingException)
        {
            return false;
        }
    }

    private static async Task WriteTagsAsync(AutoScalingClient client, string id, ValueMap<string> tags) =>
        await client.CallAsync(
            "CreateTags",
            RunInstancesRequest.Tags("Tag", tags).Append(KeyValuePair.Create("ResourceId.1", id)).ToValueMap()
        );

    private async Task<Dictionary<string, Ec2Instance>> ListByIdAsync(StepRequest[] requests) =>
        await list.FindAsync([.. requests.Select(request => request.ResourceId).OfType<string>()], CancellationToken.None);

    /// <summary>
    /// Finds an instance by ID, or by name without an ID. New instances and their tags may not be listed yet.
    /// </summary>
    /// <param name="listed">Listed instances by ID.</param>
    private async Task<Ec2Instance?> FindInstanceAsync(StepRequest request, Dictionary<string, Ec2Instance> listed)
    {
        if (request.ResourceId is not { } id)
        {
            ValueList<Ec2Instance> named = await list.ListByNameAsync(request.Tag.Owner, request.Step.Name, CancellationToken.None);
            return named.FirstOrDefault(instance => !instance.IsTerminated);
        }

        Ec2Instance? recent = _recent.Find(id);
        Ec2Instance? found = listed.GetValueOrDefault(id);
        if (found is { Tag: null } && recent is not null)
        {
            return found.WithTags(recent.Tags);
        }

        return found ?? recent;
    }

    private async Task<ValueList<StepOutcome>> SendTerminationAsync(List<(StepRequest Request, string Id)> targets)
    {
        if (targets.Count == 0)
        {
            return [];
        }

        try
        {
            await client.CallAsync(
                "TerminateInstances",
                targets.Select((target, index) => KeyValuePair.Create($"InstanceId.{index + 1}", target.Id)).ToValueMap()
            );
            AutoScalingLog.Ended(logger, targets.Count, targets[0].Id);
        }
        catch (AutoScalingException failure) when (IsNotFound(failure) && targets.Count > 1)
        {
            // One instance is gone, so none was terminated: retry each separately.
            List<StepOutcome> outcomes = [];
            foreach ((StepRequest Request, string Id) target in targets)
            {
                outcomes.AddRange(await SendTerminationAsync([target]));
            }

            return [.. outcomes];
        }
        catch (AutoScalingException failure) when (IsNotFound(failure))
        {
            // The desired state is already reached.
        }
        catch (AutoScalingException failure) when (!failure.Error.IsRefusal)
        {
            return [.. targets.Select(target => ChangeFailed(target.Request, failure))];
        }

        _recent.Forget(targets.Select(target => target.Id));
        return [.. targets.Select(target => Succeeded(target.Request))];
    }

    private static bool IsNotFound(AutoScalingException failure) => failure.Error.Code == "InvalidInstanceID.NotFound";

    /// <summary>Returns the reason why a request may not touch an instance; null if it may.</summary>
    private static Problem? GetObstacle(StepRequest request, Ec2Instance instance)
    {
        if (instance.Tag is not { } tag || tag.Owner != request.Tag.Owner || tag.Name != request.Step.Name)
        {
            return Ec2Problems.OtherOwner(request.Step.Name, instance);
        }

        return tag.Epoch > request.Tag.Epoch ? Ec2Problems.StaleEpoch(request.Tag, tag.Epoch) : null;
    }

    private static StepOutcome Succeeded(StepRequest request, Resource? resource = null) =>
        new(request.Token, StepResult.Succeeded) { Resource = resource };

    private static StepOutcome Failed(StepRequest request, Problem problem) => new(request.Token, StepResult.Failed) { Problem = problem };

    /// <summary>Returns the outcome of a step whose reads failed before any change.</summary>
    private static StepOutcome ReadFailed(StepRequest request, AutoScalingException failure) =>
        Failed(request, Ec2Problems.FromRead(failure, request.Step.Name)) with
        {
            CanRetry = failure.Error.IsTransient,
            RetryAfter = failure.RetryAfter,
        };

    /// <summary>Returns the outcome of a step whose change failed. It is unknown if the change may have an effect.</summary>
    private static StepOutcome ChangeFailed(StepRequest request, AutoScalingException failure)
    {
        Problem problem = Ec2Problems.FromChange(failure, request.Step.Name);
        bool isCertain = Ec2Problems.IsWithoutEffect(failure);
        return new StepOutcome(request.Token, isCertain ? StepResult.Failed : StepResult.Unknown)
        {
            Problem = problem,
            CanRetry = isCertain && failure.Error.IsTransient,
            RetryAfter = failure.RetryAfter,
        };
    }
}

/// <summary>
/// Recent launches of this process. Lists may not show them yet, so a deletion would seem complete. The service may
/// ignore client tokens, so a retry would launch another instance.
/// </summary>
internal sealed class RecentInstances(TimeSpan window, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, RecentLaunch> _launches = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _ids = new(StringComparer.Ordinal);

    public void Add(Ec2Instance instance, string token)
    {
        Forget(_launches.Where(entry => IsPast(entry.Value)).Select(entry => entry.Key));
        _launches[instance.Id] = new RecentLaunch(instance, token, clock.GetTimestamp());
        _ids[token] = instance.Id;
    }

    /// <summary>Replaces the instance of a launch by its changed form. Ignores unknown instances.</summary>
    public void Update(Ec2Instance instance)
    {
        if (_launches.TryGetValue(instance.Id, out RecentLaunch? launch))
        {
            _launches.TryUpdate(instance.Id, launch with { Instance = instance }, launch);
        }
    }

    /// <summary>Finds a launch within the window; null if the ID is unknown.</summary>
    public Ec2Instance? Find(string id) => _launches.TryGetValue(id, out RecentLaunch? launch) && !IsPast(launch) ? launch.Instance : null;

    /// <summary>Finds a launch within the window; null if the token is unknown.</summary>
    public Ec2Instance? FindByToken(string token) => _ids.TryGetValue(token, out string? id) ? Find(id) : null;

    public void Forget(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            if (_launches.TryRemove(id, out RecentLaunch? launch))
            {
                _ids.TryRemove(launch.Token, out _);
            }
        }
    }

    private bool IsPast(RecentLaunch launch) => clock.GetElapsedTime(launch.Timestamp) > window;

    /// <summary>A launch of this process.</summary>
    /// <param name="Token">Token of the step that launched the instance.</param>
    /// <param name="Timestamp">Time of the launch on the clock of the provider.</param>
    private sealed record RecentLaunch(Ec2Instance Instance, string Token, long Timestamp);
}
