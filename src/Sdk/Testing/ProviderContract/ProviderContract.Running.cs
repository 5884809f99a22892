using Scalewright;
using Scalewright.Agents;
using Scalewright.Planning;
using Scalewright.Providers;
using Shouldly;

namespace ProviderContracts;

/// <content>Execution of tests.</content>
public abstract partial class ProviderContract<TProvider>
{
    private Random? _random;

    private TimeLimit CallLimit => new(nameof(CallTimeout), CallTimeout);

    private async Task RunAsync(Func<TimedProvider, ContractRequests, CancellationToken, Task> test)
    {
        await using TProvider inner = CreateProvider();
        TimedProvider provider = new(inner, CallLimit);
        ContractRequests caller = MakeRequests("contract-a");
        await provider.RunAsync(
            async token =>
            {
                bool isPassed = false;
                try
                {
                    await test(provider, caller, token);
                    isPassed = true;
                }
                finally
                {
                    await CleanUpAsync(provider, caller, isPassed, token);
                }
            },
            CancellationToken.None
        );
    }

    /// <summary>Deletes the remaining resources. A failure of the test takes precedence over a failure to delete
    /// them.</summary>
    private static async Task CleanUpAsync(TimedProvider provider, ContractRequests caller, bool isPassed, CancellationToken token)
    {
        try
        {
            await RemoveAllAsync(provider, caller, token);
        }
        catch (Exception exception) when (!isPassed && exception is ShouldAssertException or ScalewrightException) { }
    }

    /// <summary>Awaits directly, because the assertion library would leave the event loop of a simulation.</summary>
    private static async Task<AgentException> CaptureFailureAsync(Func<Task> call)
    {
        AgentException? failure = null;
        try
        {
            await call();
        }
        catch (AgentException exception)
        {
            failure = exception;
        }

        return failure.ShouldNotBeNull();
    }

    private ContractRequests MakeRequests(string cluster) => new(_random ??= CreateRandom(), cluster, Specify);

    private static async Task RemoveAllAsync(TimedProvider provider, ContractRequests caller, CancellationToken token)
    {
        ValueList<Resource> rest = await provider.ObserveAsync(caller.Owner, token);
        await ApplyAsync(
            provider,
            rest.Where(resource => resource.Tag.Target == StepTarget.Node).Select(caller.Destroy).ToValueList(),
            token
        );
        await ApplyAsync(
            provider,
            rest.Where(resource => resource.Tag.Target != StepTarget.Node).Select(caller.Destroy).ToValueList(),
            token
        );
    }

    private static async Task<ValueList<StepOutcome>> ApplyAsync(
        TimedProvider provider,
        ValueList<StepRequest> requests,
        CancellationToken token
    )
    {
        List<StepOutcome> outcomes = [];
        await foreach (StepOutcome outcome in provider.ApplyAsync(requests, token))
        {
            outcomes.Add(outcome);
        }

        return outcomes.ToValueList();
    }

    private static async Task<StepOutcome> ApplyOneAsync(TimedProvider provider, StepRequest request, CancellationToken token) =>
        (await ApplyAsync(provider, [request], token)).Single();

    /// <summary>Deletes a node and waits until lists no longer contain it.</summary>
    private async Task RemoveAsync(TimedProvider provider, ContractRequests caller, Resource node, CancellationToken token)
    {
        await ObserveAsync(
            provider,
            caller.Owner,
            $"{node.Tag.Name} in the list",
            resources => resources.Any(resource => resource.Id == node.Id),
            token
        );
        (await ApplyOneAsync(provider, caller.DestroyNode(node), token)).Result.ShouldBe(StepResult.Succeeded);
        await ObserveAsync(
            provider,
            caller.Owner,
            $"a list without {node.Tag.Name}, which was removed",
            resources => resources.All(resource => resource.Id != node.Id),
            token
        );
    }

    private async Task<Resource> MakeReadyAsync(TimedProvider provider, StepRequest request, CancellationToken token)
    {
        (await ApplyOneAsync(provider, request, token)).Result.ShouldBe(StepResult.Succeeded);
        await ObserveAsync(
            provider,
            request.Tag.Owner,
            $"{request.Tag.Name}, which was made, in the list",
            all => all.Any(resource => resource.Tag.Token == request.Token),
            token
        );
        ValueList<Resource> resources = await ObserveAsync(
            provider,
            request.Tag.Owner,
            $"{request.Tag.Name} to be ready",
            all => all.Any(resource => resource.Tag.Token == request.Token && resource.State == ResourceState.Ready),
            new TimeLimit(nameof(ReadyTimeout), ReadyTimeout),
            token
        );
        return resources.Single(resource => resource.Tag.Token == request.Token);
    }

    /// <summary>Waits until all earlier changes must be visible.</summary>
    private static Task SettleAsync(TimedProvider provider, CancellationToken token) =>
        Task.Delay(provider.ConsistencyWindow + Pause, provider.Clock, token);

    /// <summary>Polls until a change is visible.</summary>
    private Task<ValueList<Resource>> ObserveAsync(
        TimedProvider provider,
        Owner? owner,
        string awaited,
        Func<ValueList<Resource>, bool> isSeen,
        CancellationToken token
    ) => ObserveAsync(provider, owner, awaited, isSeen, CallLimit with { Time = CallTimeout + provider.ConsistencyWindow }, token);

    private static async Task<ValueList<Resource>> ObserveAsync(
        TimedProvider provider,
        Owner? owner,
        string awaited,
        Func<ValueList<Resource>, bool> isSeen,
        TimeLimit limit,
        CancellationToken token
    )
    {
        long start = provider.Clock.GetTimestamp();
        while (true)
        {
            // Like a waiting cluster: advances the nodes that need it, then observes.
            if (owner is not null && provider.Find<INodeAdvancement>() is { } nodes)
            {
                await nodes.AdvanceAsync(owner, token);
            }

            ValueList<Resource> resources = await provider.ObserveAsync(owner, token);
            if (isSeen(resources))
            {
                return resources;
            }

            if (provider.Clock.GetElapsedTime(start) >= limit.Time)
            {
                throw ResponseTimer.Missed(limit, awaited, resources.Count == 0 ? "an empty list" : string.Join(", ", resources));
            }

            await Task.Delay(Pause, provider.Clock, token);
        }
    }
}

/// <summary>Timeout by the provider's clock.</summary>
/// <param name="Name">Property of the test class that sets it.</param>
internal sealed record TimeLimit(string Name, TimeSpan Time);
