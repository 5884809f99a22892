using Microsoft.Extensions.Logging;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Places;

/// <summary>Executes steps. Failures are outcomes; only denied access throws.</summary>
/// <param name="client">Sends each request once; the caller retries.</param>
internal sealed class InstanceStepExecutor(
    AutoScalingOptions options, InstanceList list, AutoScalingClient client, ILogger logger)
{
    private readonly RecentInstances _recent = new(options.ConsistencyWindow, options.Clock);

    /// <summary>Executes a step that creates or changes a resource.</summary>
    /// <exception cref="ProviderException">The service denies access.</exception>
    public async Task<StepOutcome> DoAsync(StepRequest order)
    {
        try
        {
            return order.Step switch
            {
                CreateNode create => await StartAsync(order, create.Node),
                ChangeNode => await MarkAsync(order),

                // Networks and groups have no counterpart.
                _ => new StepOutcome(order.Token, StepResult.Succeeded),
            };
        }
        catch (AutoScalingException failure) when (!failure.Error.IsRefusal)
        {
            return OutcomeOf(order, failure);
        }
        catch (AutoScalingException failure)
        {
            throw Ec2Problems.Exception(failure);
        }
    }

    /// <summary>Deletes nodes in one request.</summary>
    /// <exception cref="ProviderException">The service denies access.</exception>
    public async Task<ValueList<StepOutcome>> EndAsync(StepRequest[] orders)
    {
        try
        {
            Dictionary<string, Ec2Instance> found = await FindAsync(orders);
            List<StepOutcome> outcomes = [];
            List<(StepRequest Order, string Id)> ends = [];
            foreach (StepRequest order in orders)
            {
                Ec2Instance? there = await FindAsync(order, found);
                if (there is null || there.IsGone)
                {
                    outcomes.Add(Done(order));
                }
                else if (Obstacle(order, there) is { } obstacle)
                {
                    outcomes.Add(Failed(order, obstacle));
                }
                else
                {
                    ends.Add((order, there.Id));
                }
            }

            return [.. outcomes, .. await EndAsync(ends)];
        }
        catch (AutoScalingException failure) when (!failure.Error.IsRefusal)
        {
            // Only reads were attempted.
            return
            [
                .. orders.Select(
                    order => Failed(order, Ec2Problems.Of(failure, order.Step.Name)) with
                    {
                        CanRetry = failure.Error.IsPassing || failure.Error.Status == 0,
                        RetryAfter = failure.RetryAfter,
                    })
            ];
        }
        catch (AutoScalingException failure)
        {
            throw Ec2Problems.Exception(failure);
        }
    }

    private async Task<StepOutcome> StartAsync(StepRequest order, NodeSpec node)
    {
        if (_recent.FindByToken(order.Token) is { } made)
        {
            // Some services ignore client tokens, so this process does not repeat its own launches.
            Ec2Instance now = (await list.FindAsync([made.Id], CancellationToken.None)).GetValueOrDefault(made.Id)
                ?? made;
            return now.IsGone
                ? Failed(order, Ec2Problems.TokenUsed(order.Step.Name))
                : Done(order, now.ToResource(order.Tag));
        }

        if (await client.CallAsync(
            "RunInstances", RunInstancesRequest.Parameters(node, order, options)) is not { } reply
            || Ec2Instance.ReadAll([reply]).FirstOrDefault() is not { Id.Length: > 0 } instance)
        {
            return new StepOutcome(order.Token, StepResult.Unknown)
            {
                Problem = Ec2Problems.EmptyAnswer(order.Step.Name),
            };
        }

        if (instance.IsGone)
        {
            return Failed(order, Ec2Problems.TokenUsed(order.Step.Name));
        }

        AutoScalingLog.Started(logger, instance.Id, order.Step.Name);
        if (instance.Mark is null)
        {
            // Services from before 2017 do not support tags in RunInstances.
            await TagOrEndAsync(instance.Id, order);
        }

        _recent.Add(instance, order.Token);
        return Done(order, instance.ToResource(order.Tag));
    }

    private async Task<StepOutcome> MarkAsync(StepRequest order)
    {
        if (await FindAsync(order, await FindAsync([order])) is not { IsGone: false } there)
        {
            return Failed(order, Ec2Problems.Gone(order.Step.Name));
        }

        if (Obstacle(order, there) is { } obstacle)
        {
            return Failed(order, obstacle);
        }

        await TagAsync(there.Id, InstanceTags.Renewed(order.Tag));
        ResourceTag mark = there.Mark! with
        {
            Digest = order.Tag.Digest,
            Epoch = order.Tag.Epoch,
            Sequence = order.Tag.Sequence,
            ExpiresAt = order.Tag.ExpiresAt,
        };
        return Done(order, there.ToResource(mark));
    }

    /// <summary>Tags an instance, or terminates it if that fails, since it could not be found again.</summary>
    private async Task TagOrEndAsync(string id, StepRequest order)
    {
        try
        {
            await TagAsync(id, InstanceTags.Of(order.Tag));
        }
        catch (AutoScalingException)
        {
            try
            {
                await client.CallAsync("TerminateInstances", ValueMap<string>.Empty.With("InstanceId.1", id));
            }
            catch (AutoScalingException)
            {
                AutoScalingLog.Unmarked(logger, id, order.Step.Name);
            }

            throw;
        }
    }

    private async Task TagAsync(string id, ValueMap<string> tags) =>
        await client.CallAsync(
            "CreateTags",
            RunInstancesRequest.Tags("Tag", tags).Append(KeyValuePair.Create("ResourceId.1", id)).ToValueMap());

    private async Task<Dictionary<string, Ec2Instance>> FindAsync(StepRequest[] orders) =>
        await list.FindAsync([.. orders.Select(order => order.ResourceId).OfType<string>()], CancellationToken.None);

    /// <summary>Finds an instance by ID, or by name without an ID. New instances may not be listed yet.</summary>
    private async Task<Ec2Instance?> FindAsync(StepRequest order, Dictionary<string, Ec2Instance> found) =>
        order.ResourceId is { } id
        ? found.GetValueOrDefault(id) ?? _recent.Find(id)
        : (await list.NamedAsync(order.Tag.Owner, order.Step.Name, CancellationToken.None))
            .FirstOrDefault(instance => !instance.IsGone);

    private async Task<ValueList<StepOutcome>> EndAsync(List<(StepRequest Order, string Id)> ends)
    {
        if (ends.Count == 0)
        {
            return [];
        }

        try
        {
            await client.CallAsync(
                "TerminateInstances",
                ends.Select((end, index) => KeyValuePair.Create($"InstanceId.{index + 1}", end.Id)).ToValueMap());
            AutoScalingLog.Ended(logger, ends.Count, ends[0].Id);
        }
        catch (AutoScalingException failure) when (IsGone(failure) && ends.Count > 1)
        {
            // One instance is gone, so none was terminated: retry each separately.
            List<StepOutcome> outcomes = [];
            foreach ((StepRequest Order, string Id) end in ends)
            {
                outcomes.AddRange(await EndAsync([end]));
            }

            return [.. outcomes];
        }
        catch (AutoScalingException failure) when (!failure.Error.IsRefusal && !IsGone(failure))
        {
            return [.. ends.Select(end => OutcomeOf(end.Order, failure))];
        }
        catch (AutoScalingException failure) when (IsGone(failure))
        {
            // The desired state is already reached.
        }

        _recent.Forget(ends.Select(end => end.Id));
        return [.. ends.Select(end => Done(end.Order))];
    }

    private static bool IsGone(AutoScalingException failure) => failure.Error.Code == "InvalidInstanceID.NotFound";

    private static Problem? Obstacle(StepRequest order, Ec2Instance there) => there.Mark switch
    {
        { } mark when mark.Owner == order.Tag.Owner && mark.Name == order.Step.Name =>
            mark.Epoch > order.Tag.Epoch ? Ec2Problems.StaleEpoch(order.Tag, mark.Epoch) : null,
        _ => Ec2Problems.Foreign(order.Step.Name, there),
    };

    private static StepOutcome Done(StepRequest order, Resource? resource = null) =>
        new(order.Token, StepResult.Succeeded) { Resource = resource };

    private static StepOutcome Failed(StepRequest order, Problem problem) =>
        new(order.Token, StepResult.Failed) { Problem = problem };

    private static StepOutcome OutcomeOf(StepRequest order, AutoScalingException failure)
    {
        Problem problem = Ec2Problems.Of(failure, order.Step.Name);
        bool isCertain = Ec2Problems.IsWithoutEffect(failure);
        return new StepOutcome(order.Token, isCertain ? StepResult.Failed : StepResult.Unknown)
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
    private readonly ConcurrentDictionary<string, (
        Ec2Instance Instance, string Token, long At)> _made = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _ids = new(StringComparer.Ordinal);

    public void Add(Ec2Instance instance, string token)
    {
        Forget(_made.Where(made => clock.GetElapsedTime(made.Value.At) > window).Select(made => made.Key));
        _made[instance.Id] = (instance, token, clock.GetTimestamp());
        _ids[token] = instance.Id;
    }

    /// <summary>Finds a launch within the window; null if the ID is unknown.</summary>
    public Ec2Instance? Find(string id) =>
        _made.TryGetValue(id, out (Ec2Instance Instance, string Token, long At) made)
            && clock.GetElapsedTime(made.At) <= window
            ? made.Instance
            : null;

    /// <summary>Finds a launch within the window; null if the token is unknown.</summary>
    public Ec2Instance? FindByToken(string token) => _ids.TryGetValue(token, out string? id) ? Find(id) : null;

    public void Forget(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            if (_made.TryRemove(id, out (Ec2Instance Instance, string Token, long At) made))
            {
                _ids.TryRemove(made.Token, out _);
            }
        }
    }
}
