using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>Manager channel that injects faults by rule. The first rule that matches a request applies.</summary>
/// <param name="line">Underlying channel.</param>
/// <param name="rules">Fault rules.</param>
/// <param name="chance">Random source for rules with a probability below 1.</param>
/// <param name="clock">Time source for delays.</param>
public sealed class FaultyLine(IManagerLine line, ValueList<LineRule> rules, Random chance, TimeProvider clock) : IManagerLine
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LineRule, int> _seen = [];
    private ValueList<LineRule> _rules = rules;

    /// <summary>Current fault rules. Setting them resets all counters.</summary>
    public ValueList<LineRule> Rules
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
    public Task<RegistrationReply> RegisterAsync(string secret, Registration registration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(registration);
        LineRule? rule = Choose(rule => rule.ConcernsRegistration(registration.Fqdn));
        return PassAsync(registration.Fqdn, rule, () => line.RegisterAsync(secret, registration, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task PostAsync(string fqdn, MessagePost post, CancellationToken cancellationToken) =>
        await PassAsync(fqdn, Choose(rule => rule.ConcernsRequest(fqdn, post)), async () => { await line.PostAsync(fqdn, post, cancellationToken); return 0; }, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentMessage>> GetAsync(string fqdn, AgentInstance instance, CancellationToken cancellationToken)
    {
        LineRule? rule = Choose(rule => rule.ConcernsRequest(fqdn, post: null));
        return await ReceiveAsync(fqdn, await PassAsync(fqdn, rule, () => line.GetAsync(fqdn, instance, cancellationToken), cancellationToken), cancellationToken);
    }

    private async Task<IReadOnlyList<AgentMessage>> ReceiveAsync(string fqdn, IReadOnlyList<AgentMessage> answer, CancellationToken cancellationToken)
    {
        List<AgentMessage> received = [];
        TimeSpan wait = TimeSpan.Zero;
        foreach (AgentMessage message in answer)
        {
            LineRule? rule = Choose(rule => rule.ConcernsAnswer(fqdn, message));
            switch (rule?.Fault)
            {
                case LineFault.Drop:
                    continue;
                case LineFault.Refuse:
                    throw Lost(fqdn, "the connection broke");
                case LineFault.LoseAnswer:
                    throw Lost(fqdn, "the answer was lost");
                case LineFault.Duplicate:
                    received.Add(message);
                    break;
                case LineFault.Delay when rule.Wait > wait:
                    wait = rule.Wait;
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

    private async Task<T> PassAsync<T>(string fqdn, LineRule? rule, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        switch (rule?.Fault)
        {
            case LineFault.Drop:
                throw Lost(fqdn, "the request was lost");
            case LineFault.Refuse:
                throw Lost(fqdn, "the connection was refused");
            case LineFault.Delay:
                await Task.Delay(rule.Wait, clock, cancellationToken);
                return await send();
            case LineFault.Duplicate:
                await send();
                return await send();
            case LineFault.LoseAnswer:
                await send();
                throw Lost(fqdn, "the answer was lost");
            default:
                return await send();
        }
    }

    private LineRule? Choose(Func<LineRule, bool> isConcerned)
    {
        lock (_gate)
        {
            foreach (LineRule rule in _rules.Where(isConcerned))
            {
                int seen = _seen[rule] = _seen.GetValueOrDefault(rule) + 1;
                if (seen > rule.Passes && !(seen - rule.Passes > rule.Times) && (rule.Share >= 1 || chance.NextDouble() < rule.Share))
                {
                    return rule;
                }
            }

            return null;
        }
    }

    private static StorageException Lost(string fqdn, string found) => new(ProblemCode.ConnectionLost, fqdn, found, "it is tried again");
}
