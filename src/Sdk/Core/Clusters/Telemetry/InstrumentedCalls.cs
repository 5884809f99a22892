using System.Runtime.CompilerServices;
using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters.Telemetry;

/// <summary>Calls of one provider with metrics, timeouts and contract validation.</summary>
internal sealed class InstrumentedCalls(IProvider provider) : ProviderGuard
{
    /// <summary>Timeout of a query. Default unlimited.</summary>
    public TimeSpan QueryTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken) =>
        MeasureAsync("check", () =>
            ProviderCalls.ListAsync(
                provider.Name,
                nameof(IProvider.CheckAsync),
                () => provider.CheckAsync(topology, cancellationToken),
                cancellationToken
            )
        );

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken) =>
        ListAsync(nameof(IProvider.ObserveAsync), owner, token => provider.ObserveAsync(owner, token), cancellationToken);

    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken) =>
        MeasureAsync("connect", () => ProviderCalls.ConnectAsync(provider, node, cancellationToken));

    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken) =>
        Instruments.ProviderCalls.Enabled
            ? MeasureAsync(requests, cancellationToken)
            : ProviderCalls.StreamAsync(provider, requests, cancellationToken);

    public override Task<ValueList<Resource>> ListAsync(
        string method,
        Owner? owner,
        Func<CancellationToken, Task<ValueList<Resource>>> query,
        CancellationToken cancellationToken
    ) =>
        MeasureAsync(GetTelemetryName(method), () =>
            InTimeAsync(
                method,
                token => ProviderCalls.ListAsync(provider.Name, method, owner, () => query(token), token),
                cancellationToken
            )
        );

    public override Task<T> QueryAsync<T>(string method, Func<CancellationToken, Task<T>> query, CancellationToken cancellationToken) =>
        MeasureAsync(GetTelemetryName(method), () =>
            InTimeAsync(method, token => ProviderCalls.QueryAsync(provider.Name, method, () => query(token), token), cancellationToken)
        );

    public override Task ChangeAsync(string method, Func<CancellationToken, Task> change, CancellationToken cancellationToken) =>
        ChangeAsync(
            method,
            async token =>
            {
                await (change(token) ?? throw ProviderContractCheck.Violation(provider.Name, method, "it returned null instead of a task"));
                return true;
            },
            cancellationToken
        );

    public override Task<T> ChangeAsync<T>(string method, Func<CancellationToken, Task<T>> change, CancellationToken cancellationToken) =>
        MeasureAsync(GetTelemetryName(method), () =>
            ProviderCalls.ChangeAsync(provider.Name, method, () => change(cancellationToken), cancellationToken)
        );

    public override T Query<T>(string method, Func<T> query) => ProviderCalls.Query(provider.Name, method, query);

    private async Task<T> InTimeAsync<T>(string call, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        if (QueryTimeout == Timeout.InfiniteTimeSpan)
        {
            return await ask(cancellationToken);
        }

        using CancellationTokenSource late = new(QueryTimeout, provider.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException cause) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ProviderContractCheck.Unresponsive(provider.Name, call, QueryTimeout, cause);
        }
    }

    private Task<T> MeasureAsync<T>(string name, Func<Task<T>> call) => Instruments.ProviderCalls.Enabled ? EndAsync(name, call) : call();

    private async Task<T> EndAsync<T>(string name, Func<Task<T>> call)
    {
        using TelemetryScope? work = Start(name);
        T result = await call();
        work?.Succeed();
        return result;
    }

    private async IAsyncEnumerable<StepOutcome> MeasureAsync(
        ValueList<StepRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using TelemetryScope? work = Start("apply");
        await foreach (StepOutcome outcome in ProviderCalls.StreamAsync(provider, requests, cancellationToken))
        {
            yield return outcome;
        }

        work?.Succeed();
    }

    /// <summary>Returns the name of a call in telemetry: kebab case, without <c>Async</c>.</summary>
    private static string GetTelemetryName(string call)
    {
        const string Ending = "Async";
        string name = call.EndsWith(Ending, StringComparison.Ordinal) ? call[..^Ending.Length] : call;
        return string.Concat(
            name.Select(
                static (letter, index) =>
                    char.IsAsciiLetterUpper(letter) ? $"{(index > 0 ? "-" : "")}{char.ToLowerInvariant(letter)}" : letter.ToString()
            )
        );
    }

    private TelemetryScope? Start(string call) =>
        TelemetryScope.Start(
            provider.Clock,
            activity: null,
            Instruments.ProviderCalls,
            Instruments.Tag("provider", provider.Name),
            Instruments.Tag("call", call)
        );
}
