using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Simulation.Tests.Providers;

internal sealed class BrokenProvider(SimulationProvider place, ContractBreak wrong) : IProvider
{
    private readonly TaskCompletionSource _never = new();

    public string Name => place.Name;

    public TimeProvider Clock => place.Clock;

    public Random Random => place.Random;

    public ILogger Logger => place.Logger;

    public int MaxBatchSize => place.MaxBatchSize;

    public TimeSpan ConsistencyWindow => place.ConsistencyWindow;

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        place.RunAsync(program, cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        place.CheckAsync(topology, cancellationToken);

    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default)
    {
        await AnswerAsync(ContractBreak.ObservesForever);
        ValueList<Resource> found = await place.ObserveAsync(owner, cancellationToken);
        return wrong == ContractBreak.StartsForever ? found.Select(one => one with { State = ResourceState.Pending }).ToValueList() : found;
    }

    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default) =>
        wrong switch
        {
            ContractBreak.BeginsEarly => TellAsync(DoAllAsync(requests)),
            _ => DoInOrderAsync(requests, cancellationToken),
        };

    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        await AnswerAsync(ContractBreak.ConnectsForever);
        return await place.ConnectAsync(node, cancellationToken);
    }

    public TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> => ((IProvider)place).Find<TCapability>();

    public ValueTask DisposeAsync() => place.DisposeAsync();

    private async IAsyncEnumerable<StepOutcome> DoInOrderAsync(
        ValueList<StepRequest> orders,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await AnswerAsync(ContractBreak.AppliesForever);
        bool isFirst = true;
        foreach (StepRequest order in orders)
        {
            bool isLookedAt = wrong switch
            {
                ContractBreak.IgnoresCancellation => false,
                ContractBreak.LooksAtCancellationOnce => isFirst,
                _ => true,
            };
            if (isLookedAt && cancellationToken.IsCancellationRequested)
            {
                yield break;
            }

            isFirst = false;
            yield return await DoAsync(order);
        }
    }

    private async Task<List<StepOutcome>> DoAllAsync(ValueList<StepRequest> orders)
    {
        List<StepOutcome> outcomes = [];
        foreach (StepRequest order in orders)
        {
            outcomes.Add(await DoAsync(order));
        }

        return outcomes;
    }

    private static async IAsyncEnumerable<StepOutcome> TellAsync(Task<List<StepOutcome>> doing)
    {
        foreach (StepOutcome outcome in await doing)
        {
            yield return outcome;
        }
    }

    private async Task<StepOutcome> DoAsync(StepRequest order) =>
        (wrong, order.Step) switch
        {
            (ContractBreak.KeepsOldMark, ChangeNode) or (ContractBreak.RemovesNothing, DestroyNode) => new StepOutcome(
                order.Token,
                StepResult.Succeeded
            ),
            (ContractBreak.MakesNothing, CreateNode) => new StepOutcome(order.Token, StepResult.Succeeded)
            {
                Resource = new Resource(order.Token, order.Tag, ResourceState.Ready, Clock.GetUtcNow()),
            },
            _ => await ApplyAsync(order),
        };

    private async Task<StepOutcome> ApplyAsync(StepRequest order)
    {
        await foreach (StepOutcome outcome in place.ApplyAsync([order], CancellationToken.None))
        {
            return outcome;
        }

        return new StepOutcome(order.Token, StepResult.Unknown);
    }

    private Task AnswerAsync(ContractBreak silent) => wrong == silent ? _never.Task : Task.CompletedTask;
}
