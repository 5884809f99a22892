using System.Net;
using System.Net.Sockets;

namespace Scalewright.Agents.Dialing;

/// <summary>Finds the addresses of names, and remembers for a moment which have none. Thread-safe.</summary>
internal sealed class NameLookup(INameResolver names, DialOptions options)
{
    private const int MissingMax = 10_000;
    private static readonly TimeSpan MissingAgeMax = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long At, Problem Problem)> _missing = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="AgentException">The name has no address, or none was heard of in time.</exception>
    public async Task<ValueList<IPAddress>> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (Recall(name) is { } missing)
        {
            throw new AgentException(name, missing);
        }

        using CancellationTokenSource late = new(options.NameDeadline, options.Clock);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await FollowAsync(name, ended.Token);
        }
        catch (OperationCanceledException exception) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new AgentException(name, DialProblems.NameLate(name, options.NameDeadline), exception);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.HostNotFound)
        {
            throw Remember(name, DialProblems.Unknown(name), exception);
        }
        catch (SocketException exception)
        {
            throw new AgentException(name, DialProblems.NobodyToAsk(name, exception.Message), exception);
        }
    }

    private async Task<ValueList<IPAddress>> FollowAsync(string name, CancellationToken cancellationToken)
    {
        List<string> path = [name];
        while (true)
        {
            NameAnswer answer = await names.AskAsync(path[^1], cancellationToken).OrCancelled(cancellationToken);
            if (answer.Addresses.Count > 0)
            {
                return answer.Addresses;
            }

            if (answer.Alias is not { } alias)
            {
                throw Remember(name, DialProblems.NoAddress(name), inner: null);
            }

            bool isCircle = path.Contains(alias, StringComparer.OrdinalIgnoreCase);
            path.Add(alias);
            if (isCircle || path.Count > options.AliasesMax + 1)
            {
                throw new AgentException(name, DialProblems.AliasLoop(path, isCircle));
            }
        }
    }

    private Problem? Recall(string name)
    {
        lock (_gate)
        {
            TimeSpan age = options.MissingAge < MissingAgeMax ? options.MissingAge : MissingAgeMax;
            return _missing.TryGetValue(name, out (long At, Problem Problem) known) && options.Clock.GetElapsedTime(known.At) < age ? known.Problem : null;
        }
    }

    private AgentException Remember(string name, Problem problem, Exception? inner)
    {
        lock (_gate)
        {
            if (_missing.Count >= MissingMax)
            {
                _missing.Clear();
            }

            _missing[name] = (options.Clock.GetTimestamp(), problem);
        }

        return new AgentException(name, problem, inner);
    }
}
