namespace Scalewright.Experiments.Remote;

/// <summary>Messages by topic, of which a broker keeps the last one of each: MQTT with quality 2, retained.</summary>
public interface IMessageBroker
{
    /// <summary>Gives a message to the broker, which keeps it in the place of the one before.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="payload">What it says; empty: the broker keeps none any more.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Services.ServiceException">The broker did not take it in time.</exception>
    Task PublishAsync(string topic, string payload, CancellationToken cancellationToken);

    /// <summary>Hears messages as they come; those that are kept come first.</summary>
    /// <param name="topics">Whole topics.</param>
    /// <param name="cancellationToken">Ends the hearing.</param>
    /// <exception cref="Services.ServiceException">The broker cannot be heard any more.</exception>
    IAsyncEnumerable<RemoteMessage> SubscribeAsync(ValueList<string> topics, CancellationToken cancellationToken);
}
