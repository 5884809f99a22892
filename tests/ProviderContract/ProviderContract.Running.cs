using Scalewright;
using Scalewright.Agents;
using Scalewright.Planning;
using Scalewright.Providers;

namespace ProviderContracts;

/// <content>How a test runs.</content>
public abstract partial class ProviderContract<TProvider>
{
    private Random? _chance;

    private async Task RunAsync(Func<TProvider, ContractOrders, CancellationToken, Task> test)
    {
        await using TProvider provider = CreateProvider();
        ContractOrders orders = MakeOrders("contract-a");
        await provider.RunAsync(
            async token =>
            {
                try
                {
                    await test(provider, orders, token);
                }
                finally
                {
                    await RemoveAllAsync(provider, orders, token);
                }
            },
            CancellationToken.None);
    }

    /// <summary>Awaited plainly, because the assertion library would leave the loop of a simulation.</summary>
    private static async Task<AgentException> FailsAsync(Func<Task> call)
    {
        AgentException? failure = null;
        try
        {
            await call();
        }
        catch (AgentException thrown)
        {
            failure = thrown;
        }

        return failure.ShouldNotBeNull();
    }

    private ContractOrders MakeOrders(string cluster) => new(_chance ??= CreateChance(), cluster, Specify);

    private static async Task RemoveAllAsync(TProvider provider, ContractOrders orders, CancellationToken token)
    {
        ValueList<Resource> left = await provider.ObserveAsync(orders.Owner, token);
        await ApplyAsync(provider, left.Where(one => one.Tag.Target == StepTarget.Node).Select(orders.Destroy).ToValueList(), token);
        await ApplyAsync(provider, left.Where(one => one.Tag.Target != StepTarget.Node).Select(orders.Destroy).ToValueList(), token);
    }

    private static async Task<ValueList<StepOutcome>> ApplyAsync(TProvider provider, ValueList<StepOrder> orders, CancellationToken token)
    {
        List<StepOutcome> outcomes = [];
        await foreach (StepOutcome outcome in provider.ApplyAsync(orders, token))
        {
            outcomes.Add(outcome);
        }

        return outcomes.ToValueList();
    }

    private static async Task<StepOutcome> ApplyOneAsync(TProvider provider, StepOrder order, CancellationToken token) =>
        (await ApplyAsync(provider, [order], token)).Single();

    /// <summary>Removes a node, and waits until lists show neither it nor that it ever was.</summary>
    private async Task RemoveAsync(TProvider provider, ContractOrders orders, Resource node, CancellationToken token)
    {
        await ObserveAsync(provider, orders.Owner, found => found.Any(one => one.Id == node.Id), token);
        (await ApplyOneAsync(provider, orders.DestroyNode(node), token)).Result.ShouldBe(StepResult.Done);
        await ObserveAsync(provider, orders.Owner, found => found.All(one => one.Id != node.Id), token);
    }

    private async Task<Resource> MakeReadyAsync(TProvider provider, StepOrder order, CancellationToken token)
    {
        (await ApplyOneAsync(provider, order, token)).Result.ShouldBe(StepResult.Done);
        ValueList<Resource> found = await ObserveAsync(
            provider, order.Tag.Owner, all => all.Any(one => one.Tag.Token == order.Token && one.State == ResourceState.Ready), token);
        return found.Single(one => one.Tag.Token == order.Token);
    }

    /// <summary>Looks again and again until what is wanted is seen.</summary>
    private async Task<ValueList<Resource>> ObserveAsync(
        TProvider provider, Owner? owner, Func<ValueList<Resource>, bool> isSeen, CancellationToken token)
    {
        long start = provider.Clock.GetTimestamp();
        while (true)
        {
            ValueList<Resource> found = await provider.ObserveAsync(owner, token);
            if (isSeen(found))
            {
                return found;
            }

            provider.Clock.GetElapsedTime(start).ShouldBeLessThan(ReadyDeadline, $"seen: {string.Join(", ", found)}");
            await Task.Delay(Pause, provider.Clock, token);
        }
    }
}
