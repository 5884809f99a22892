using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>Manager channel that injects faults by rule. The first rule that matches a request applies.</summary>
/// <param name="line">Underlying channel.</param>
/// <param name="rules">Fault rules.</param>
/// <param name="random">Random source for rules with a probability below 1.</param>
/// <param name="clock">Time source for delays.</param>
public sealed class FaultyManagerChannel(IManagerChannel line, ValueList<ChannelFaultRule> rules, Random random, TimeProvider clock)
    : IManagerChannel
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ChannelFaultRule, int> _seen = [];
    private ValueList<ChannelFaultRule> _rules = rules;

    /// <summary>Current fault rules. Setting them resets all counters.</summary>
    public ValueList<ChannelFaultRule> Rules
    {
        get
        {
            lock (_gate)
            {
                return _rules;
            }
        }
        set
        {
            lock (_gate)
            {
                _rules = value;
                _seen.Clear();
            }
        }
    }

    /// <inheritdoc/>
    public Task<RegistrationResponse> RegisterAsync(string secret, Registration registration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(registration);
        ChannelFaultRule? rule = Select(candidate => candidate.MatchesRegistration(registration.Fqdn));
        return PassAsync(registration.Fqdn, rule, () => line.RegisterAsync(secret, registration, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task PostAsync(string fqdn, MessagePost post, CancellationToken cancellationToken) =>
        await PassAsync(
            fqdn,
            Select(candidate => candidate.MatchesRequest(fqdn, post)),
            async () =>
            {
                await line.PostAsync(fqdn, post, cancellationToken);
                return 0;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentMessage>> GetAsync(string fqdn, AgentInstance instance, CancellationToken cancellationToken)
    {
        ChannelFaultRule? rule = Select(candidate => candidate.MatchesRequest(fqdn, post: null));
        return await ReceiveAsync(
            fqdn,
            await PassAsync(fqdn, rule, () => line.GetAsync(fqdn, instance, cancellationToken), cancellationToken),
            cancellationToken
        );
    }

    private async Task<IReadOnlyList<AgentMessage>> ReceiveAsync(
        string fqdn,
        IReadOnlyList<AgentMessage> messages,
        CancellationToken cancellationToken
    )
    {
        List<AgentMessage> received = [];
        TimeSpan wait = TimeSpan.Zero;
        foreach (AgentMessage message in messages)
        {
            ChannelFaultRule? rule = Select(candidate => candidate.MatchesResponse(fqdn, message));
            switch (rule?.Fault)
            {
                case ChannelFault.DropRequest:
                    continue;
                case ChannelFault.Refuse:
                    throw Lost(fqdn, "the connection was lost");
                case ChannelFault.DropResponse:
                    throw Lost(fqdn, "the response was lost");
                case ChannelFault.Duplicate:
                    received.Add(message);
                    break;
                case ChannelFault.Delay when rule.Delay > wait:
                    wait = rule.Delay;
                    break;
                default:
                    break;
            }

            received.Add(message);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }

        return received;
    }

    private async Task<T> PassAsync<T>(string fqdn, ChannelFaultRule? rule, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        switch (rule?.Fault)
        {
            case ChannelFault.DropRequest:
                throw Lost(fqdn, "the request was lost");
            case ChannelFault.Refuse:
                throw Lost(fqdn, "the connection was refused");
            case ChannelFault.Delay:
                await Task.Delay(rule.Delay, clock, cancellationToken);
                return await send();
            case ChannelFault.Duplicate:
                await send();
                return await send();
            case ChannelFault.DropResponse:
                await send();
                throw Lost(fqdn, "the response was lost");
            default:
                return await send();
        }
    }

    private ChannelFaultRule? Select(Func<ChannelFaultRule, bool> isConcerned)
    {
        lock (_gate)
        {
            foreach (ChannelFaultRule rule in _rules.Where(isConcerned))
            {
                int seen = _seen[rule] = _seen.GetValueOrDefault(rule) + 1;
                if (
                    seen > rule.SkipCount
                    && !(seen - rule.SkipCount > rule.MaxCount)
                    && (rule.Probability >= 1 || random.NextDouble() < rule.Probability)
                )
                {
                    return rule;
                }
            }

            return null;
        }
    }

    private static StorageException Lost(string fqdn, string found) => new(ProblemCode.ConnectionLost, fqdn, found, "it is tried again");
}
