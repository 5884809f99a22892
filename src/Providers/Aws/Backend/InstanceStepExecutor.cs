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
                CreateNode create => await StartAsync(request, create.Node),
                ChangeNode => await MarkAsync(request),

                // Networks and groups have no counterpart.
                _ => new StepOutcome(request.Token, StepResult.Succeeded),
            };
        }
        catch (AutoScalingException failure) when (!failure.Error.IsRefusal)
        {
            return CreateOutcome(request, failure);
        }
        catch (AutoScalingException failure)
        {
            throw Ec2Problems.Exception(failure);
        }
    }

    /// <summary>Deletes nodes in one request.</summary>
    /// <exception cref="ProviderException">The service denies access.</exception>
    public async Task<ValueList<StepOutcome>> EndAsync(StepRequest[] requests)
    {
        try
        {
            Dictionary<string, Ec2Instance> found = await FindAsync(requests);
            List<StepOutcome> outcomes = [];
            List<(StepRequest Request, string Id)> ends = [];
            foreach (StepRequest request in requests)
            {
                Ec2Instance? instance = await FindAsync(request, found);
                if (instance is null || instance.IsTerminated)
                {
                    outcomes.Add(Succeeded(request));
                }
                else if (Obstacle(request, instance) is { } obstacle)
                {
                    outcomes.Add(Failed(request, obstacle));
                }
                else
                {
                    ends.Add((request, instance.Id));
                }
            }

            return [.. outcomes, .. await EndAsync(ends)];
        }
        catch (AutoScalingException failure) when (!failure.Error.IsRefusal)
        {
            // Only reads were attempted.
            return [.. requests.Select(request => ReadFailed(request, failure))];
        }
        catch (AutoScalingException failure)
        {
            throw Ec2Problems.Exception(failure);
        }
    }

    private async Task<StepOutcome> StartAsync(StepRequest request, NodeSpec node)
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

    private async Task<StepOutcome> MarkAsync(StepRequest request)
    {
        Ec2Instance? instance;
        try
        {
            instance = await FindAsync(request, await FindAsync([request]));
        }
        catch (AutoScalingException failure) when (!failure.Error.IsRefusal)
        {
            return ReadFailed(request, failure);
        }

        if (instance is null || instance.IsTerminated)
        {
            return Failed(request, Ec2Problems.NotFound(request.Step.Name));
        }

        if (Obstacle(request, instance) is { } obstacle)
        {
            return Failed(request, obstacle);
        }

        ValueMap<string> tags = InstanceTags.Renewed(request.Tag);
        await TagAsync(client, instance.Id, tags);
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
            await TagAsync(retryingClient, instance.Id, tags);
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

    private static async Task TagAsync(AutoScalingClient client, string id, ValueMap<string> tags) =>
        await client.CallAsync(
            "CreateTags",
            RunInstancesRequest.Tags("Tag", tags).Append(KeyValuePair.Create("ResourceId.1", id)).ToValueMap()
        );

    private async Task<Dictionary<string, Ec2Instance>> FindAsync(StepRequest[] requests) =>
        await list.FindAsync([.. requests.Select(request => request.ResourceId).OfType<string>()], CancellationToken.None);

    /// <summary>
    /// Finds an instance by ID, or by name without an ID. New instances and their tags may not be listed yet.
    /// </summary>
    private async Task<Ec2Instance?> FindAsync(StepRequest request, Dictionary<string, Ec2Instance> found)
    {
        if (request.ResourceId is not { } id)
        {
            ValueList<Ec2Instance> named = await list.ListByNameAsync(request.Tag.Owner, request.Step.Name, CancellationToken.None);
            return named.FirstOrDefault(instance => !instance.IsTerminated);
        }

        Ec2Instance? recent = _recent.Find(id);
        Ec2Instance? listed = found.GetValueOrDefault(id);
        if (listed is { Tag: null } && recent is not null)
        {
            return listed.WithTags(recent.Tags);
        }

        return listed ?? recent;
    }

    private async Task<ValueList<StepOutcome>> EndAsync(List<(StepRequest Request, string Id)> ends)
    {
        if (ends.Count == 0)
        {
            return [];
        }

        try
        {
            await client.CallAsync(
                "TerminateInstances",
                ends.Select((end, index) => KeyValuePair.Create($"InstanceId.{index + 1}", end.Id)).ToValueMap()
            );
            AutoScalingLog.Ended(logger, ends.Count, ends[0].Id);
        }
        catch (AutoScalingException failure) when (IsNotFound(failure) && ends.Count > 1)
        {
            // One instance is gone, so none was terminated: retry each separately.
            List<StepOutcome> outcomes = [];
            foreach ((StepRequest Request, string Id) end in ends)
            {
                outcomes.AddRange(await EndAsync([end]));
            }

            return [.. outcomes];
        }
        catch (AutoScalingException failure) when (!failure.Error.IsRefusal && !IsNotFound(failure))
        {
            return [.. ends.Select(end => CreateOutcome(end.Request, failure))];
        }
        catch (AutoScalingException failure) when (IsNotFound(failure))
        {
            // The desired state is already reached.
        }

        _recent.Forget(ends.Select(end => end.Id));
        return [.. ends.Select(end => Succeeded(end.Request))];
    }

    private static bool IsNotFound(AutoScalingException failure) => failure.Error.Code == "InvalidInstanceID.NotFound";

    private static Problem? Obstacle(StepRequest request, Ec2Instance instance) =>
        instance.Tag switch
        {
            { } tag when tag.Owner == request.Tag.Owner && tag.Name == request.Step.Name => tag.Epoch > request.Tag.Epoch
                ? Ec2Problems.StaleEpoch(request.Tag, tag.Epoch)
                : null,
            _ => Ec2Problems.OtherOwner(request.Step.Name, instance),
        };

    private static StepOutcome Succeeded(StepRequest request, Resource? resource = null) =>
        new(request.Token, StepResult.Succeeded) { Resource = resource };

    private static StepOutcome Failed(StepRequest request, Problem problem) => new(request.Token, StepResult.Failed) { Problem = problem };

    /// <summary>Returns the outcome of a step whose reads failed before any change.</summary>
    private static StepOutcome ReadFailed(StepRequest request, AutoScalingException failure) =>
        Failed(request, Ec2Problems.FromRead(failure, request.Step.Name)) with
        {
            CanRetry = failure.Error.IsPassing || failure.Error.Status == 0,
            RetryAfter = failure.RetryAfter,
        };

    private static StepOutcome CreateOutcome(StepRequest request, AutoScalingException failure)
    {
        Problem problem = Ec2Problems.FromChange(failure, request.Step.Name);
        bool isCertain = Ec2Problems.IsWithoutEffect(failure);
        return new StepOutcome(request.Token, isCertain ? StepResult.Failed : StepResult.Unknown)
        {
            Problem = problem,
            CanRetry = isCertain && (failure.Error.IsPassing || failure.Error.Status == 0),
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
    private readonly ConcurrentDictionary<string, (Ec2Instance Instance, string Token, long At)> _created = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _ids = new(StringComparer.Ordinal);

    public void Add(Ec2Instance instance, string token)
    {
        Forget(_created.Where(created => clock.GetElapsedTime(created.Value.At) > window).Select(entry => entry.Key));
        _created[instance.Id] = (instance, token, clock.GetTimestamp());
        _ids[token] = instance.Id;
    }

    /// <summary>Replaces a known launch by its changed instance.</summary>
    public void Update(Ec2Instance instance)
    {
        if (_created.TryGetValue(instance.Id, out (Ec2Instance Instance, string Token, long At) created))
        {
            _created[instance.Id] = (instance, created.Token, created.At);
        }
    }

    /// <summary>Finds a launch within the window; null if the ID is unknown.</summary>
    public Ec2Instance? Find(string id) =>
        _created.TryGetValue(id, out (Ec2Instance Instance, string Token, long At) created) && clock.GetElapsedTime(created.At) <= window
            ? created.Instance
            : null;

    /// <summary>Finds a launch within the window; null if the token is unknown.</summary>
    public Ec2Instance? FindByToken(string token) => _ids.TryGetValue(token, out string? id) ? Find(id) : null;

    public void Forget(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            if (_created.TryRemove(id, out (Ec2Instance Instance, string Token, long At) created))
            {
                _ids.TryRemove(created.Token, out _);
            }
        }
    }
}
