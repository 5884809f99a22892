using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Scalewright;
using Scalewright.Experiments.Remote;
using Scalewright.Experiments.Services;

namespace Experiments.Services.Tests.Remote;

/// <summary>A broker in this process.</summary>
internal sealed class MemoryBroker : IMessageBroker
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);
    private readonly List<(ValueList<string> Topics, Channel<RemoteMessage> Channel)> _heard = [];
    private readonly List<string> _states = [];

    /// <summary>How often it cannot be heard.</summary>
    public int Absences { get; set; }

    /// <summary>The stages that were told, in order.</summary>
    public IReadOnlyList<string> States
    {
        get
        {
            lock (_gate)
            {
                return [.. _states];
            }
        }
    }

    /// <summary>What is kept of a topic; empty for nothing.</summary>
    public string Kept(string topic)
    {
        lock (_gate)
        {
            return _kept.GetValueOrDefault(topic, "");
        }
    }

    public Task PublishAsync(string topic, string payload, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _kept[topic] = payload;
            if (topic == "experiment/state")
            {
                _states.Add(payload);
            }

            foreach ((_, Channel<RemoteMessage> channel) in _heard.Where(hearer => hearer.Topics.Contains(topic)))
            {
                channel.Writer.TryWrite(new RemoteMessage(topic, payload));
            }
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<RemoteMessage> SubscribeAsync(ValueList<string> topics, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Absences > 0)
        {
            Absences--;
            throw new ServiceException("mqtt", new Problem(ProblemCode.ConnectionLost, "it is away", "wait"));
        }

        Channel<RemoteMessage> channel = Channel.CreateUnbounded<RemoteMessage>();
        lock (_gate)
        {
            _heard.Add((topics, channel));
            foreach (string topic in topics.Where(topic => _kept.GetValueOrDefault(topic, "").Length > 0))
            {
                channel.Writer.TryWrite(new RemoteMessage(topic, _kept[topic]) { IsRetained = true });
            }
        }

        await foreach (RemoteMessage message in channel.Reader.ReadAllAsync(cancellationToken))
        {
            yield return message;
        }
    }
}
