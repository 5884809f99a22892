namespace Scalewright.Experiments.Remote;

/// <summary>Message broker that retains the last message of each topic: MQTT with QoS 2.</summary>
public interface IMessageBroker
{
    /// <summary>Publishes a message that replaces the retained message of its topic.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="payload">The payload; empty to clear the retained message.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Providers.ProviderException">The broker did not accept the message before the
    /// timeout.</exception>
    Task PublishAsync(string topic, string payload, CancellationToken cancellationToken);

    /// <summary>Receives messages, first the retained ones.</summary>
    /// <param name="topics">Topics without wildcards.</param>
    /// <param name="cancellationToken">Ends the subscription.</param>
    /// <exception cref="Providers.ProviderException">The connection to the broker was lost.</exception>
    IAsyncEnumerable<RemoteMessage> SubscribeAsync(ValueList<string> topics, CancellationToken cancellationToken);
}
